-- Money is whole cents. Dates are YYYY-MM-DD, timestamps are UTC.

CREATE TABLE IF NOT EXISTS debtors (
  Debtor    varchar(10) PRIMARY KEY,       -- D00001
  Name      varchar(60) NOT NULL,
  Street    varchar(60) NOT NULL,
  City      varchar(40) NOT NULL,
  State     varchar(2)  NOT NULL,
  Zip       varchar(10) NOT NULL,
  TimeZone  varchar(40) NOT NULL,          -- for the dialer
  Mobile    varchar(16),
  Email     varchar(80),
  ContactOk varchar(10)                    -- date on which the debtor agreed, on the phone, to texts and e-mails
);

CREATE TABLE IF NOT EXISTS accounts (
  Account     varchar(10) PRIMARY KEY,     -- A00001
  Debtor      varchar(10) NOT NULL REFERENCES debtors (Debtor),
  Creditor    varchar(60) NOT NULL,
  Placed      varchar(10) NOT NULL,
  Original    INTEGER NOT NULL,
  Balance     INTEGER NOT NULL CHECK (Balance >= 0),
  Installment INTEGER NOT NULL,
  NextDue     varchar(10),
  Status      varchar(6) NOT NULL          -- OPEN, LATE, PAID
);

CREATE TABLE IF NOT EXISTS payments (
  Payment varchar(10) PRIMARY KEY,         -- P00001
  Account varchar(10) NOT NULL REFERENCES accounts (Account),
  Posted  varchar(24) NOT NULL,
  Amount  INTEGER NOT NULL CHECK (Amount > 0),
  Method  varchar(6) NOT NULL
);

CREATE TABLE IF NOT EXISTS notes (
  Note    INTEGER PRIMARY KEY,
  Account varchar(10) NOT NULL REFERENCES accounts (Account),
  Created varchar(24) NOT NULL,
  User0   varchar(10) NOT NULL CHECK (length(User0) BETWEEN 1 AND 10),
  Action  varchar(6) NOT NULL CHECK (length(Action) BETWEEN 1 AND 6),
  Result  varchar(6) NOT NULL CHECK (length(Result) BETWEEN 1 AND 6),
  Comment text NOT NULL
);
CREATE INDEX IF NOT EXISTS notes_account ON notes (Account, Note);

-- Money is whole cents. Dates are YYYY-MM-DD, timestamps are UTC.

CREATE TABLE IF NOT EXISTS debtors (
  id        INTEGER PRIMARY KEY,
  Name      varchar(60) NOT NULL,
  Street    varchar(60) NOT NULL,
  City      varchar(40) NOT NULL,
  State     varchar(2)  NOT NULL,
  Zip       varchar(10) NOT NULL,
  TimeZone  varchar(40) NOT NULL,          -- for the dialer
  Mobile    varchar(16),
  Email     varchar(80),
  TextOk    varchar(10)                    -- date on which the debtor agreed, on the phone, to texts
);

CREATE TABLE IF NOT EXISTS accounts (
  id          INTEGER PRIMARY KEY,
  debtor_id   INTEGER NOT NULL REFERENCES debtors (id),
  Creditor    varchar(60) NOT NULL,
  Placed      varchar(10) NOT NULL,
  Original    INTEGER NOT NULL,
  Balance     INTEGER NOT NULL CHECK (Balance >= 0),
  Installment INTEGER NOT NULL,
  NextDue     varchar(10),
  Status      varchar(6) NOT NULL          -- OPEN, LATE, PAID
);

CREATE TABLE IF NOT EXISTS payments (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  Posted     varchar(24) NOT NULL,
  Amount     INTEGER NOT NULL CHECK (Amount > 0),
  Method     varchar(6) NOT NULL
);

CREATE TABLE IF NOT EXISTS notes (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  Created    varchar(24) NOT NULL,
  User0      varchar(10) NOT NULL CHECK (length(User0) BETWEEN 1 AND 10),
  Action     varchar(6) NOT NULL CHECK (length(Action) BETWEEN 1 AND 6),
  Result     varchar(6) NOT NULL CHECK (length(Result) BETWEEN 1 AND 6),
  Comment    text NOT NULL
);
CREATE INDEX IF NOT EXISTS notes_account ON notes (account_id, id);

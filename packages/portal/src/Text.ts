/** Every word of the pages, in English; other languages have the same shape. */

/** The words of one language. */
export interface Text {
  /** BCP 47 language of the page and locale of its amounts and dates. */
  readonly lang: string
  readonly locale: string
  readonly name: string
  readonly skip: string
  readonly languages: string
  readonly contact: (name: string, phone: string) => string
  readonly neutral: {
    readonly title: string
    readonly lead: string
    readonly call: (phone: string) => string
    readonly callPlain: string
  }
  readonly closed: { readonly title: string; readonly lead: string }
  readonly refused: { readonly title: string; readonly lead: string }
  readonly busy: { readonly title: string; readonly lead: string }
  readonly failed: { readonly title: string; readonly lead: string }
  readonly prove: {
    readonly title: string
    readonly lead: string
    readonly postalCode: string
    readonly postalCodeHint: string
    readonly birthDate: string
    readonly birthDateHint: string
    readonly month: string
    readonly day: string
    readonly year: string
    readonly go: string
    readonly problem: string
    readonly missing: { readonly postalCode: string; readonly birthDate: string }
    readonly wrong: (left: number) => string
    readonly why: string
  }
  readonly account: {
    readonly title: string
    readonly hello: (name: string) => string
    readonly debtCollector: string
    readonly owedTo: string
    readonly account: string
    readonly balance: string
    readonly leave: string
    readonly disputed: string
    readonly paidOff: string
    readonly closed: string
  }
  readonly plan: {
    readonly title: string
    readonly chosenTitle: string
    readonly lead: (count: number, total: string) => string
    readonly number: string
    readonly on: string
    readonly amount: string
    readonly state: string
    readonly total: string
    readonly states: {
      readonly paid: string
      readonly next: string
      readonly late: string
      readonly later: string
    }
    readonly choose: string
    readonly chooseNote: string
    readonly pay: (amount: string) => string
    readonly nextDue: (amount: string, on: string) => string
    readonly received: (amount: string, on: string) => string
    readonly failed: (amount: string, on: string) => string
    readonly done: string
    readonly none: string
  }
  readonly ways: {
    readonly title: string
    readonly lead: string
    readonly open: string
    readonly stopped: string
    readonly media: { readonly text: string; readonly call: string; readonly email: string }
    readonly stop: (medium: string, address: string) => string
    readonly allow: (medium: string, address: string) => string
    readonly stopShort: string
    readonly allowShort: string
    readonly none: string
  }
  readonly prefer: {
    readonly title: string
    readonly first: string
    readonly second: string
    readonly any: string
    readonly channels: {
      readonly sms: string
      readonly email: string
      readonly voice_call: string
      readonly letter: string
    }
    readonly save: string
    readonly choose: string
  }
  readonly dispute: {
    readonly title: string
    readonly lead: string
    readonly all: string
    readonly part: string
    readonly amount: string
    readonly amountHint: string
    readonly send: string
    readonly badAmount: string
  }
  readonly cease: {
    readonly title: string
    readonly lead: string
    readonly send: string
    readonly already: string
  }
  readonly done: Readonly<Record<Done, string>>
  readonly unsubscribe: {
    readonly title: string
    readonly lead: string
    readonly go: string
    readonly doneTitle: string
    readonly done: string
  }
}

/** What was done last, as the address of the page says it. */
export type Done = "chosen" | "stopped" | "allowed" | "preferred" | "disputed" | "ceased"

/** Words of `done` in an address, checked. */
export const isDone = (value: string | null): value is Done =>
  value !== null && ["chosen", "stopped", "allowed", "preferred", "disputed", "ceased"].includes(value)

/** English. */
export const en: Text = {
  lang: "en",
  locale: "en-US",
  name: "English",
  skip: "Skip to content",
  languages: "Language",
  contact: (name, phone) => `${name}${phone === "" ? "" : ` · ${phone}`}`,
  neutral: {
    title: "This link does not work any more",
    lead: "Links work for a short time only, and only as they were sent.",
    call: (phone) => `Please call us at ${phone} and we will send you a new one.`,
    callPlain: "Please call us and we will send you a new one."
  },
  closed: {
    title: "This page was closed",
    lead: "To keep your information safe the page closes when it is not used. Please open the link in our message again."
  },
  refused: {
    title: "That did not come from our page",
    lead: "Nothing was changed. Please go back, load the page again, and try once more."
  },
  busy: {
    title: "One moment please",
    lead: "There were too many requests. Please wait a minute and try again."
  },
  failed: {
    title: "Something went wrong on our side",
    lead: "Nothing was lost. Please try again in a few minutes."
  },
  prove: {
    title: "Please confirm that it is you",
    lead: "We show nothing before we know that it is you.",
    postalCode: "Your ZIP code",
    postalCodeHint: "The ZIP code of your home address, for example 12345",
    birthDate: "Your date of birth",
    birthDateHint: "For example 3 27 1980",
    month: "Month",
    day: "Day",
    year: "Year",
    go: "Continue",
    problem: "There is a problem",
    missing: { postalCode: "Enter your ZIP code", birthDate: "Enter the month, day and year of your birth" },
    wrong: (left) =>
      `That is not what we have on file. ${left === 1 ? "You can try once more." : `You can try ${left} more times.`}`,
    why: "We use this only to recognise you. We never ask for a card or Social Security number here."
  },
  account: {
    title: "Your account",
    hello: (name) => (name === "" ? "Hello" : `Hello, ${name}`),
    debtCollector:
      "This communication is from a debt collector. This is an attempt to collect a debt and any information obtained will be used for that purpose.",
    owedTo: "Owed to",
    account: "Account",
    balance: "Balance",
    leave: "Close this page",
    disputed: "You told us that you dispute this debt, and we are looking into it.",
    paidOff: "This debt is paid. Thank you.",
    closed: "There is nothing to pay to us on this account."
  },
  plan: {
    title: "The plan we agreed",
    chosenTitle: "Your plan",
    lead: (count, total) =>
      count === 1 ? `One payment of ${total}` : `${count} payments, ${total} in total`,
    number: "Payment",
    on: "Date",
    amount: "Amount",
    state: "Status",
    total: "Total",
    states: { paid: "Paid", next: "Next", late: "Overdue", later: "Later" },
    choose: "Choose this plan and pay the first part",
    chooseNote: "You pay on a secure page of its own, the only one that asks for a card.",
    pay: (amount) => `Pay ${amount}`,
    nextDue: (amount, on) => `Next payment: ${amount} on ${on}`,
    received: (amount, on) => `We received ${amount} on ${on}. Thank you.`,
    failed: (amount, on) => `Your payment of ${amount} on ${on} did not go through. You can try again.`,
    done: "Every payment of this plan has been received. Thank you.",
    none: "There is no plan yet. Please call us, and we will find one together."
  },
  ways: {
    title: "How we may reach you",
    lead: "Stop any of these whenever you like. It costs nothing, and you need not say why.",
    open: "On",
    stopped: "Stopped",
    media: { text: "Texts", call: "Calls", email: "E-mail" },
    stop: (medium, address) => `Stop: ${medium}, ${address}`,
    allow: (medium, address) => `Allow again: ${medium}, ${address}`,
    stopShort: "Stop",
    allowShort: "Allow again",
    none: "We have no phone number or e-mail address of yours."
  },
  prefer: {
    title: "What suits you best",
    first: "Best for me",
    second: "Next best",
    any: "No preference",
    channels: { sms: "Text message", email: "E-mail", voice_call: "Phone call", letter: "Letter" },
    save: "Save",
    choose: "Choose what suits you best"
  },
  dispute: {
    title: "I do not agree with this debt",
    lead: "Tell us, and we will look into it. There is no fee, and you need not say why.",
    all: "I dispute all of it",
    part: "I dispute a part of it",
    amount: "How much of it",
    amountHint: "For example 120.50",
    send: "Send my dispute",
    badAmount: "Enter the part that you dispute as an amount, for example 120.50"
  },
  cease: {
    title: "Stop all contact",
    lead: "We will stop contacting you, except where the law lets us or makes us tell you something. The debt stays open.",
    send: "Stop all contact",
    already: "You asked us to stop all contact."
  },
  done: {
    chosen: "Your plan is set.",
    stopped: "Stopped. It took effect at once.",
    allowed: "Allowed again.",
    preferred: "Saved. Thank you.",
    disputed: "We have your dispute and will look into it.",
    ceased: "We will stop contacting you."
  },
  unsubscribe: {
    title: "Stop our e-mail",
    lead: "One press, and we send no more e-mail to the address that this message came to. You need not say why.",
    go: "Stop the e-mail",
    doneTitle: "Our e-mail has stopped",
    done: "We will send no more e-mail to that address."
  }
}

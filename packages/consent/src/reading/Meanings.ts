/** What else a reply may mean: each pattern gives its label, and the reply keeps every label that it earns. */
import type { Label } from "./Label.ts"

/** Label, name of the rule, pattern over the normalised reply; English and Spanish. */
export const meanings: ReadonlyArray<readonly [label: Label, rule: string, pattern: RegExp]> = [
  [
    "wrong_party",
    "wrong number",
    /\bwrong (number|person|phone|guy|man|woman|lady|party|email|address)\b|\bnumero equivocado\b|\bequivocad[oa] de (numero|persona)\b|\bpersona equivocada\b/
  ],
  [
    "wrong_party",
    "not that person",
    /\b(no one|nobody|noone) (here )?(by|with|named) (that|this)\b|\bnot (him|her|the person|who you)\b|\bi do not know (this person|who that|him|her|them)\b|\b(no longer|not) (her|his|their) (number|phone)\b|\bthis is not \w+( \w+)?( s)? (number|phone)\b|\bno (soy|es) (esa|la|el|ese) (persona|senora|senor)\b|\bno conozco a\b/
  ],
  ["dispute", "dispute", /\b(dispute|disputing|disputed|disputo|contest this)\b/],
  [
    "dispute",
    "not mine",
    /\b(not|is not) (my|mine|our)( (debt|bill|account|card|loan))?\b|\bdo not owe\b|\bnever (had|opened|owned|signed)\b|\bno (debo|es mi|es mia|es mio|reconozco)\b|\bidentity theft\b|\brobo de identidad\b/
  ],
  [
    "dispute",
    "prove it",
    /\b(validate|validation|verify the debt|verify this debt|proof of|prove (it|this|that|i)|verificar la deuda|prueba de la deuda)\b/
  ],
  [
    "attorney",
    "attorney",
    /\b(attorney|attorneys|lawyer|lawyers|legal counsel|legal aid|my counsel|abogad[oa]s?)\b/
  ],
  [
    "bankruptcy",
    "bankruptcy",
    /\b(bankrupt|bankruptcy|bankrupcy|bankruptsy|chapter (7|11|12|13)|ch (7|13)|bancarrota|quiebra)\b/
  ],
  [
    "deceased",
    "deceased",
    /\b(deceased|passed away|has passed|has died|died|is dead|late (husband|wife|father|mother)|fallecio|fallecid[oa]|murio|difunt[oa]|esta muert[oa])\b/
  ],
  [
    "hardship",
    "cannot pay",
    /\b(cannot|could not|unable to|no way to)( \w+){0,2} (pay|afford|make the payment)\b|\bno (money|income|funds)\b|\bno (puedo|podemos|podre) pagar\b|\bno tengo (dinero|plata|trabajo)\b/
  ],
  [
    "hardship",
    "lost work or health",
    /\b((lost|quit) my job|laid off|got fired|unemployed|unemployment|out of work|hospital|disability|disabled|cancer|evicted|homeless|perdi (mi|el) (trabajo|empleo)|sin (trabajo|empleo|dinero)|desempleo|enferm[oa])\b/
  ],
  [
    "promise_to_pay",
    "will pay",
    /\b(i|we) (will|can|am going to|plan to|promise to) (pay|send|make)\b|\b(pay|paying) (it |you )?(on|by|next|this|tomorrow|tonight|friday|monday)\b|\b(pagare|voy a pagar|le pago|puedo pagar el|pagamos)\b/
  ],
  [
    "paid",
    "paid",
    /\b(already|just|have) (paid|sent|made the payment)\b|\bi paid\b|\bpaid (it|this|off|in full|already|last|on|yesterday)\b|\bpayment (was )?(sent|made|cleared)\b|\bya (lo |la )?(pague|pagado|pagamos|esta pagad[oa])\b/
  ],
  [
    "info_request",
    "who or what",
    /\b(who is this|who are you|what is this|what company|whats this|how much|what do i owe|balance|more info|information|quien es|quienes son|de que se trata|cuanto debo|que es esto)\b/
  ],
  [
    "inconvenient",
    "time or place",
    /\b(at work|bad time|not a good time|busy right now|in a meeting|driving|call me (later|back)|en el trabajo|ahora no|mas tarde|estoy ocupad[oa])\b/
  ],
  [
    "language",
    "other language",
    /\b(espanol|spanish|no (hablo|speak|entiendo) (ingles|english)|no english|do not speak english|in english please|english please|en ingles|creole|portugues|francais|tagalog)\b/
  ],
  [
    "complaint",
    "authority",
    /\b(cfpb|ftc|bbb|attorney general|consumer protection|better business|report(ing)? you|file a complaint|demanda|denuncia\w*|profeco)\b/
  ],
  [
    "complaint",
    "sue or harass",
    /\b(sue|suing|lawsuit|harass\w*|acos\w*|hostig\w*|illegal|scam|fraud|spam|estafa|fraude)\b/
  ]
]

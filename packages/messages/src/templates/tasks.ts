/** Work for an agent: a call to make, with what to know and what may and may not be said. */
import type { TaskTemplate } from "../Template.ts"

const data = {
  "consumer.name": "text: whom to ask for",
  "creditor.name": "text: to whom the debt is owed",
  "debt.reference": "text: the account as it may be shown",
  "debt.balance": "money: what is owed now",
  "task.reason": "text: why the call is made",
  "task.history": "list of texts, oldest first: what was tried, said and agreed",
  "task.from": "instant, optional: from when the call is permitted; told in format.zone",
  "task.until": "instant: until when; needed with task.from"
}

const history = "{% for line in task.history %}{{ line }}\n{% endfor %}"
const window =
  "{% if task.from %}{{ task.from | date: 'medium' }} {{ task.from | time }} - {{ task.until | time }}{% endif %}"
const head = { id: "agent_call", version: 1, group: "task", uses: [], data } as const

/** A call to one consumer about one debt. */
export const agentCall: ReadonlyArray<TaskTemplate> = [
  {
    ...head,
    language: "en",
    title: "Call {{ consumer.name }}: {{ task.reason }}",
    context: [
      { label: "Reason", value: "{{ task.reason }}" },
      { label: "When", value: window },
      { label: "Account", value: "{{ creditor.name }}, {{ debt.reference }}" },
      { label: "Balance", value: "{{ debt.balance | money }}" },
      { label: "So far", value: history }
    ],
    mustSay: ["Make sure that you speak with {{ consumer.name }} before you mention the debt."],
    mustNotSay: [
      "Anything about the debt to anybody else, or to a machine.",
      "That something will be done which cannot be done or is not intended."
    ]
  },
  {
    ...head,
    language: "es",
    title: "Llamar a {{ consumer.name }}: {{ task.reason }}",
    context: [
      { label: "Motivo", value: "{{ task.reason }}" },
      { label: "Cuándo", value: window },
      { label: "Cuenta", value: "{{ creditor.name }}, {{ debt.reference }}" },
      { label: "Saldo", value: "{{ debt.balance | money }}" },
      { label: "Hasta ahora", value: history }
    ],
    mustSay: ["Compruebe que habla con {{ consumer.name }} antes de mencionar la deuda."],
    mustNotSay: [
      "Nada sobre la deuda a otra persona ni a un contestador.",
      "Que se hará algo que no se puede hacer o que no se piensa hacer."
    ]
  }
]

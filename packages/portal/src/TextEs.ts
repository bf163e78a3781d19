/** Every word of the pages, in Spanish. */
import type { Text } from "./Text.ts"

/** Spanish, as it is written in the United States. */
export const es: Text = {
  lang: "es",
  locale: "es-US",
  name: "Español",
  skip: "Ir al contenido",
  languages: "Idioma",
  contact: (name, phone) => `${name}${phone === "" ? "" : ` · ${phone}`}`,
  neutral: {
    title: "Este enlace ya no funciona",
    lead: "Los enlaces funcionan por poco tiempo y solo tal como se enviaron.",
    call: (phone) => `Llámenos al ${phone} y le enviaremos uno nuevo.`,
    callPlain: "Llámenos y le enviaremos uno nuevo."
  },
  closed: {
    title: "Esta página se cerró",
    lead: "Para proteger su información, la página se cierra cuando no se usa. Abra otra vez el enlace de nuestro mensaje."
  },
  refused: {
    title: "Eso no vino de nuestra página",
    lead: "No se cambió nada. Vuelva atrás, cargue la página de nuevo e inténtelo otra vez."
  },
  busy: {
    title: "Un momento, por favor",
    lead: "Hubo demasiadas solicitudes. Espere un minuto e inténtelo de nuevo."
  },
  failed: {
    title: "Algo falló de nuestro lado",
    lead: "No se perdió nada. Inténtelo de nuevo en unos minutos."
  },
  prove: {
    title: "Confirme que es usted",
    lead: "No mostramos nada antes de saber que es usted.",
    postalCode: "Su código postal",
    postalCodeHint: "El código postal de su domicilio, por ejemplo 12345",
    birthDate: "Su fecha de nacimiento",
    birthDateHint: "Por ejemplo 3 27 1980",
    month: "Mes",
    day: "Día",
    year: "Año",
    go: "Continuar",
    problem: "Hay un problema",
    missing: {
      postalCode: "Escriba su código postal",
      birthDate: "Escriba el mes, el día y el año de su nacimiento"
    },
    wrong: (left) =>
      `No coincide con lo que tenemos registrado. ${left === 1 ? "Puede intentarlo una vez más." : `Puede intentarlo ${left} veces más.`}`,
    why: "Lo usamos solo para reconocerle. Aquí nunca pedimos números de tarjeta ni de Seguro Social."
  },
  account: {
    title: "Su cuenta",
    hello: (name) => (name === "" ? "Hola" : `Hola, ${name}`),
    debtCollector:
      "Esta comunicación es de un cobrador de deudas. Este es un intento de cobrar una deuda y toda la información obtenida se usará para ese fin.",
    owedTo: "Acreedor",
    account: "Cuenta",
    balance: "Saldo",
    leave: "Cerrar esta página",
    disputed: "Nos dijo que disputa esta deuda y la estamos revisando.",
    paidOff: "Esta deuda está pagada. Gracias.",
    closed: "No hay nada que pagarnos en esta cuenta."
  },
  plan: {
    title: "El plan que acordamos",
    chosenTitle: "Su plan",
    lead: (count, total) => (count === 1 ? `Un pago de ${total}` : `${count} pagos, ${total} en total`),
    number: "Pago",
    on: "Fecha",
    amount: "Importe",
    state: "Estado",
    total: "Total",
    states: { paid: "Pagado", next: "Próximo", late: "Vencido", later: "Después" },
    choose: "Elegir este plan y pagar la primera parte",
    chooseNote: "Se paga en una página segura aparte, la única que pide una tarjeta.",
    pay: (amount) => `Pagar ${amount}`,
    nextDue: (amount, on) => `Próximo pago: ${amount} el ${on}`,
    received: (amount, on) => `Recibimos ${amount} el ${on}. Gracias.`,
    failed: (amount, on) => `Su pago de ${amount} del ${on} no se realizó. Puede intentarlo de nuevo.`,
    done: "Recibimos todos los pagos de este plan. Gracias.",
    none: "Todavía no hay un plan. Llámenos y buscaremos uno juntos."
  },
  ways: {
    title: "Cómo podemos comunicarnos con usted",
    lead: "Detenga cualquiera de estos cuando quiera. No cuesta nada y no tiene que decir por qué.",
    open: "Activo",
    stopped: "Detenido",
    media: { text: "Mensajes de texto", call: "Llamadas", email: "Correo electrónico" },
    stop: (medium, address) => `Detener: ${medium}, ${address}`,
    allow: (medium, address) => `Permitir de nuevo: ${medium}, ${address}`,
    stopShort: "Detener",
    allowShort: "Permitir de nuevo",
    none: "No tenemos ningún teléfono ni correo electrónico suyo."
  },
  prefer: {
    title: "Lo que más le conviene",
    first: "Lo mejor para mí",
    second: "Después",
    any: "Sin preferencia",
    channels: {
      sms: "Mensaje de texto",
      email: "Correo electrónico",
      voice_call: "Llamada",
      letter: "Carta"
    },
    save: "Guardar",
    choose: "Elija lo que más le conviene"
  },
  dispute: {
    title: "No estoy de acuerdo con esta deuda",
    lead: "Díganos y la revisaremos. No hay ningún cargo y no tiene que decir por qué.",
    all: "La disputo toda",
    part: "Disputo una parte",
    amount: "Cuánto de ella",
    amountHint: "Por ejemplo 120.50",
    send: "Enviar mi disputa",
    badAmount: "Escriba la parte que disputa como un importe, por ejemplo 120.50"
  },
  cease: {
    title: "Detener todo contacto",
    lead: "Dejaremos de comunicarnos con usted, salvo cuando la ley nos permita u obligue a avisarle. La deuda sigue abierta.",
    send: "Detener todo contacto",
    already: "Nos pidió detener todo contacto."
  },
  done: {
    chosen: "Su plan está listo.",
    stopped: "Detenido. Tuvo efecto de inmediato.",
    allowed: "Permitido de nuevo.",
    preferred: "Guardado. Gracias.",
    disputed: "Tenemos su disputa y la revisaremos.",
    ceased: "Dejaremos de comunicarnos con usted."
  },
  unsubscribe: {
    title: "Detener nuestro correo electrónico",
    lead: "Presione una vez y no enviaremos más correo a la dirección que recibió este mensaje. No tiene que decir por qué.",
    go: "Detener el correo",
    doneTitle: "Nuestro correo se detuvo",
    done: "No enviaremos más correo electrónico a esa dirección."
  }
}

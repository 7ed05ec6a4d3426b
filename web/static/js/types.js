// The shapes that travel through the page: what the server sends
// (docs/protocol.md), and what the page makes of it. Types only, no code.

/**
 * A catalogue's description of one sort of step, such as h.N.attn.weights.
 * @typedef {object} Kind
 * @property {string} kind
 * @property {string[]} axes    names of the axes: T, C, nh, hs, V, F
 * @property {string} [op]      the function of ref that the statement calls
 * @property {string} [formula] id of a formula of the course
 * @property {string} [part]    the part of it that this step computes
 * @property {Record<string, string>} [caption] one sentence, by language
 * @property {Source} [source]  the statement that ran
 */

/**
 * @typedef {object} Source
 * @property {string} file
 * @property {number} line
 * @property {string} [func]
 * @property {SourceLine[]} lines
 */

/**
 * @typedef {object} SourceLine
 * @property {number} n
 * @property {string} text  the statement without its tap
 * @property {string} [raw] the same as it stands in the file
 * @property {string} [tap] the step that this line makes
 * @property {string} [kind] its kind, where the tape has such a step
 * @property {string} [shape]
 * @property {string} [note]
 */

/**
 * A function of ref that a statement calls.
 * @typedef {object} Op
 * @property {string} name
 * @property {string} file
 * @property {number} from first line, that of the comment
 * @property {number} to
 * @property {string} text
 */

/**
 * One token of the run, one index of axis T.
 * @typedef {object} Token
 * @property {number} id
 * @property {string} text
 * @property {string} label  always legible
 * @property {boolean} known
 * @property {boolean} start put in front by the model
 */

/**
 * @typedef {object} ModelInfo
 * @property {string} name
 * @property {number} n_layer
 * @property {number} n_head
 * @property {number} n_embd
 * @property {number} n_positions
 * @property {number} vocab_size
 * @property {number} parameters
 * @property {boolean} start
 */

/**
 * @typedef {object} Catalogue
 * @property {'catalogue'} type
 * @property {number} v
 * @property {string} run
 * @property {ModelInfo} model
 * @property {string|null} text
 * @property {Token[]} tokens
 * @property {number} [prompt_tokens] how many of them were given, not drawn
 * @property {Draw} [draw]
 * @property {number} steps
 * @property {Kind[]} kinds
 * @property {Op[]} [ops]
 */

/**
 * @typedef {object} Step
 * @property {number} i
 * @property {string} name
 * @property {number} kind
 * @property {number[]} shape
 * @property {number|null} min
 * @property {number|null} max
 * @property {number|null} [value]  scalars only
 * @property {Special} [special]    where value is not finite
 */

/** @typedef {'-inf'|'inf'|'nan'} Special */

/**
 * Numbers of a step, or of one leading index of it.
 * @typedef {object} Tensor
 * @property {number} step
 * @property {number[]} shape
 * @property {Float32Array} data
 */

/**
 * @typedef {object} TopEntry
 * @property {number} id
 * @property {string} label
 * @property {number} p
 * @property {number} [rank] 1 is the likeliest
 * @property {number|null} [truth] where it is known
 */

/**
 * @typedef {object} Top
 * @property {number} step
 * @property {number} row
 * @property {TopEntry[]} entries
 * @property {{count: number, p: number}} rest
 */

/**
 * What a run reads.
 * @typedef {object} Spec
 * @property {string} model
 * @property {string} [text]
 * @property {number[]} [tokens]
 * @property {boolean} [start]
 * @property {string[]} [set] what is changed while it runs, as ref/whatif writes it
 * @property {Draw} [draw] how it goes on behind its text
 * @property {boolean} [backward] with the gradient of every step
 */

/**
 * How the next words are drawn: docs/protocol.md §3.1.2.
 * @typedef {object} Draw
 * @property {number} temperature
 * @property {number} [top_k]  0 is all
 * @property {number} [top_p]  0 is all
 * @property {number} seed
 * @property {number} max_tokens
 */

/**
 * @typedef {object} Ask
 * @property {string} id
 */

/**
 * @typedef {object} Page
 * @property {string} id
 * @property {string} title
 * @property {string} html
 * @property {string} step
 * @property {ViewName} view
 * @property {string} [formula]
 * @property {string[]} [highlight]
 * @property {string} [code]
 * @property {Op} [reads]  the function it shows instead of the statement that ran
 * @property {string} [opens]  the example it reads, where that is not the lesson's first
 * @property {number[]} [cell]
 * @property {Ask[]} [asks]
 */

/**
 * @typedef {'attention'|'chain'|'tensor'|'distribution'|'tokens'|'overview'|LessonView} ViewName
 * @typedef {'quest'|'map'|'cuts'|'sum'|'neighbours'|'space'|'stream'|'layernorm'|'curve'|'lens'|'guessers'|'terms'|'review'|'loss'|'kept'|'samples'|'update'|'reread'|'head'|'classify'|'metrics'|'learning'|'blank'|'gap'|'game'|'loop'|'sampling'|'cache'|'scores'|'without'} LessonView
 */

/**
 * @typedef {object} Lesson
 * @property {string} id
 * @property {number} number
 * @property {string} section
 * @property {string} title
 * @property {string} model
 * @property {string} text
 * @property {Draw} [draw] how every run of the lesson goes on
 * @property {{id: string, label: string, model: string, text: string, draw?: Draw, set?: string[], beside?: string}[]} [examples]
 * @property {Record<string, string>} [own] by model: a sentence in its own language
 * @property {Page[]} pages
 */

/**
 * @typedef {object} Course
 * @property {string} version
 * @property {{id: string, name: string}[]} languages
 * @property {{id: string, number: number, section: string, title: string, asks: {id: string, page: string, title: string}[]}[]} lessons
 * @property {{name: string, bundled?: boolean}[]} models
 * @property {{kind: string, formats: string[], compares?: boolean}[]} [plots]
 * @property {Record<string, string>} formulas
 * @property {{id: string, term: string, pair: string, text: string}[]} [terms]
 * @property {Words} strings
 * @property {{lesson: string, model: string}} defaults
 */

/** @typedef {{[key: string]: string | Words}} Words */

/**
 * Where the reader stands: the query of the page's URL.
 * @typedef {object} Cursor
 * @property {string} [page]
 * @property {string} [model]
 * @property {string} [text]
 * @property {number[]} [tokens]
 * @property {boolean} [start]
 * @property {string} [step]
 * @property {number[]} [cell]
 * @property {number} [t]
 * @property {ViewName} [view]
 * @property {Depth} [depth]
 * @property {number} [term]
 * @property {boolean} [table]
 * @property {string[]} [breaks] breakpoints: kinds of steps, or functions of ref
 * @property {string[]} [set] changes of the run
 * @property {Draw} [draw] how the run goes on, where that is not the lesson's way
 * @property {boolean} [grad] with gradients
 * @property {string} [was] the text before a word was swapped: the run one compares with
 * @property {string} [weight] what an opened update looks at: a parameter, and its place in it
 * @property {number} [again] which samples of the checkpoints are shown, the first being 1
 * @property {Side} [side] how a changed run stands beside the original
 */

/** @typedef {'page'|'step'|'cell'} Depth */

/** @typedef {'beside'|'edited'|'original'|'difference'} Side */

export {};

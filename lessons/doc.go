// Package lessons is the course: what the page says beside the numbers, when it
// says it, and which question it asks first.
//
// A lesson is a folder of three files, and a new one touches no Go:
//
//	chain-rule/lesson.txt   the script, the same in every language
//	chain-rule/en.md        what the pages say, in English
//	chain-rule/zh-Hant.md   the same pages in Traditional Chinese, by the same ids
//
// # The script
//
// One entry a line, a keyword and what belongs to it; # begins a comment line,
// indentation is for the reader.
//
//	lesson  chain-rule                 the id, which is the folder's name too
//	number  1                          its place in the course; the map is 0
//	section 8.1.1                      the section of the chapter it teaches
//	try     start en aesop The Fox     an example: id, language of the reader, model, text;
//	                                   the first of each language is what the lesson opens with
//	try     random en world-en@0 Leo   world-en@0 is the first checkpoint kept along the training of world-en
//	draw    temperature=1 seed=7       how the example above is continued, as in viz.Draw; the first
//	                                   example's draw is the lesson's
//	set     ln_f=identity              what is changed while the example above is read
//	beside  The Fox                    the text that the example above is compared with
//	page    mask                       a page begins; the lines below belong to it
//	step    h.0.attn.masked            the step it shows (T in chain.T.sum is the last word, T-1 the one before)
//	cell    0,-1                       the cell, or leading part of one, in focus; negative counts from the end
//	view    attention                  how: one of Views
//	formula causal-mask future         the formula, and the part of it that is lit
//	code    ref/mask.go:CausalMask     a function to read, when it is not the one that made the step
//	reads   ref/adamw.go:AdamW.Update  a function that is shown at once, where the page is about no statement of the run
//	ask     masked-cells layer=0       a question, by its kind, with its parameters
//	opens   holder                     the try that this page reads, where it is not the first
//
// # The prose
//
// Markdown. A page begins with "## Heading {#id}"; a translated one adds the
// fingerprint of the English page it says, {#id from=3f2a9c}, and a test fails
// when the English has moved on (go test ./lessons -refresh writes new ones,
// after somebody has read both). Raw HTML is refused. Besides Markdown:
//
//	[query]{.q}                    a word in the colour of its idea, one of Ideas
//	$dk$                           a symbol of formulas/symbols.txt
//	[queries](step:h.0.attn.q)     a link to a step of the run on screen
//	[a longer one](try:long)       a link that puts an example into the text box
//	[softmax](page:softmax)        a link to another page of the lesson
//	[attention](lesson:attention)  a link to another lesson
//	[open it](cursor:view=overview&set=h.*.attn.scaled=identity)   a link to a place of this text: a cursor of docs/protocol.md §7
//	[perplexity](term:perplexity)  a term of glossary.txt, explained on the spot
//
// In HTML these are <span class="idea q">, <math>, <a data-step="…">, <a data-try="…">, <a data-cursor="…">,
// <a data-page="…">, <a data-lesson="…"> and <dfn data-term="…" title="its explanation">.
//
// A question's words stand below its page, as "### ask kind" and a list of plain
// texts; {name} is filled with a value that the run gives:
//
//   - question: which word …?     said before, with the options
//   - answer: {word} …            said when the guess is locked
//   - option later: …             the label of an option that the run does not label itself
//   - wrong all: …                what somebody who chose it may have thought
//
// # Formulas, captions, terms
//
// formulas/*.mathml holds every formula once. A symbol carries the class of its
// idea; data-part names what a page or a step can light up; class "wide" asks for
// smaller type in a narrow column, and "left" for a cell that is not centred. steps.txt gives each
// kind of step its formula, the part of it, and a caption in both languages;
// glossary.txt gives the terms in pairs.
package lessons

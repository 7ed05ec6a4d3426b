package ref

import (
	"fmt"
	"regexp"
)

// An Error is a failure that the person at the keyboard can mend. It carries a
// code and the values of its sentence, so that the page can say it in the
// reader's language; Error says it in English.
type Error struct {
	Code string
	Args Args
}

// Args are the values a sentence needs, by the names used in Sentences.
type Args map[string]any

// Fail returns an *Error. The code must be in Sentences.
func Fail(code string, args Args) *Error { return &Error{code, args} }

func (e *Error) Error() string { return Fill(Sentences[e.Code], e.Args) }

// Fill puts the values into a sentence: {limit} becomes args["limit"].
func Fill(sentence string, args Args) string {
	return placeholder.ReplaceAllStringFunc(sentence, func(name string) string {
		return fmt.Sprint(args[name[1:len(name)-1]])
	})
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Sentences says each failure in English. The page has the same codes, with the
// same values, in web/static/i18n; a test compares the two.
var Sentences = map[string]string{
	"text_empty":    "the text is empty; expected at least one character",
	"text_too_long": "the text is {got} tokens long, {over} more than the {limit} this model can see",
	"text_not_utf8": "the text is not valid UTF-8 at byte {at}",

	// viz: runs and what can be asked of their tapes
	"text_or_tokens":     "both a text and tokens were given; expected one of them",
	"token_out_of_range": "there is no token {token}; this model has {size}, counted from 0",
	"run_too_large":      "recording this run would take {need} MB, more than the {limit} that one may take; try a shorter text",
	"step_out_of_range":  "there is no step {step}; this run has {steps}, counted from 0",
	"index_out_of_range": "{index} is not a place in numbers of shape {shape}",
	"not_explained":      "there is no arithmetic to show for {name}",

	// ref/whatif and viz: changed steps and draws
	"set_syntax":        "“{set}” is no change of a step; expected STEP=VALUE, with a number, x and a factor, identity, or [i,j]=number",
	"set_number":        "“{value}” is not a number from −{limit} to {limit}",
	"set_step":          "{step} is no step that can be changed; there are {known}",
	"set_identity":      "{step} cannot be identity: it is not computed from one tensor of its own shape, as are {known}",
	"set_twice":         "{first} and {second} change the same numbers; expected one of them",
	"set_many":          "{got} changes of steps are more than the {limit} of one run",
	"draw_out_of_range": "{name} is {got}; expected {least} to {most}",
	"draw_no_room":      "the text fills all {limit} places of this model, so nothing can be drawn behind it",
	"not_comparable":    "{name} has not the same shape in both runs",

	// viz: experiments, a run repeated without something
	"update_too_large":     "an update of {name} would move {got} million numbers, more than the {limit} million of one request; choose a smaller model",
	"experiment_too_large": "that is {passes} forward passes, {need} billion multiplications, more than the {limit} of one request; try a shorter text or a smaller model",

	// lessons: questions about a run
	"ask_unknown":     "this lesson does not ask “{ask}”",
	"choice_unknown":  "“{choice}” is none of the options",
	"guess_no_draw":   "this question is about a draw: set a temperature above 0",
	"guess_too_short": "this question needs a text of at least {least} words",

	// viz: pictures
	"step_not_layernorm":  "{name} is not the step of a LayerNorm",
	"step_not_activation": "{name} is not the step of an activation function",
	"step_unknown":        "there is no step {step} in this run",
	"step_single":         "{step} is a single number, no picture",
	"step_has_no_heads":   "{step} has no heads",
	"word_unknown":        "there is no word {t} to look at: here t is {first} to {last}",
	"no_gradient":         "{step} has no gradient: the loss does not go through it",
	"no_loss":             "there is no loss to go back from: that takes two tokens or more, as a single one predicts nothing",
	"plot_format_unknown": "{file} is no picture format; file names end in .png, .svg, .pdf or .csv",
	"plot_not_compared":   "a picture of {kind} is always of one run",
	"plot_too_large":      "the picture would be {width} × {height} pixels; ask for one layer or one head, or shorten the text",

	// web: the server and its wire (docs/protocol.md)
	"port_in_use":          "something else is already listening on {addr}; stop it, or choose another port with --addr",
	"address_unusable":     "cannot listen on {addr}: {reason}; an address is HOST:PORT, such as 127.0.0.1:8080",
	"path_unknown":         "there is nothing at {path}",
	"lesson_unknown":       "there is no lesson called “{lesson}”",
	"model_unknown":        "there is no model called “{model}” here; choose another",
	"layer_unknown":        "there is no layer {layer}; this model has {layers}, counted from 0",
	"head_unknown":         "there is no head {head}; this model has {heads} in each layer, counted from 0",
	"head_needs_layer":     "head {head} of which layer? a head is shown with its layer",
	"step_not_attention":   "“{step}” is no matrix of attention; there are weights, masked, scaled and scores",
	"no_factor":            "there is no factor to draw: nothing stands before a single token",
	"plot_unknown":         "there is no plot called “{kind}”; there are {known}",
	"parameter_wrong":      "{name} cannot be “{value}”",
	"method_wrong":         "this address can only be read, not asked to {method}",
	"host_foreign":         "this server answers only to this machine, not to the name {host}",
	"origin_foreign":       "a page of {origin} may not connect to this server",
	"connections_full":     "this server already has {limit} connections, its limit; try again in a moment",
	"message_not_json":     "a message from the page could not be read",
	"message_binary":       "a message from the page was binary; only text is expected",
	"message_too_long":     "a message from the page was {got} bytes long, more than the {limit} that are read",
	"message_unknown":      "the page asked for “{type}”, which this server does not know",
	"id_missing":           "a message from the page had no number to answer to",
	"run_unknown":          "the run {run} is not open here; start it again",
	"busy":                 "{limit} runs are already being computed for this page; wait for one of them",
	"credits_out_of_range": "{got} is not a number from 1 to {limit}",
	"tensor_too_large":     "these numbers take {got} bytes, more than the {limit} sent at once; ask for a part of them",
	"not_a_distribution":   "{name} is not a distribution over the vocabulary",
	"internal":             "something went wrong in gptlab itself; its log says more",

	"training_state_unreadable": "{file} cannot be read: {reason}",
	"log_empty":                 "the training log of {model} has no losses yet; train for at least 10 updates",
	"training_state_differs":    "{file} belongs to another run: its {field} is not {expected}",

	// files
	"file_missing":    "{file} is missing",
	"file_unreadable": "{file} cannot be read: {reason}",
	"file_unwritable": "{file} cannot be written: {reason}",
	"file_too_big":    "{file} is longer than {limit} bytes",
	"file_empty":      "{file} is empty; expected at least one character",
	"file_not_utf8":   "{file}: byte {at} is not UTF-8; expected a text file in UTF-8",
	"folder_missing":  "there is no folder {folder}",
	"json_broken":     "{file} is not valid JSON: {reason}",
	"field_missing":   "{file}: {field} is missing",
	"field_unknown":   "{file}: {field} is not part of the format",
	"field_wrong":     "{file}: {field} is {got}; expected {expected}",

	// safetensors
	"safetensors_short":         "{file} is {got} bytes long; expected at least the 8 that hold the header's length",
	"safetensors_header_length": "{file}: the header is said to be {got} bytes long; expected at most {limit}",
	"safetensors_header":        "{file}: the header is broken near byte {at}; expected a JSON object of tensors",
	"safetensors_duplicate":     "{file}: the header has {name} twice",
	"safetensors_overflow":      "{file}: the shape {shape} of {tensor} has more bytes than can be counted",
	"safetensors_size":          "{file}: {tensor}, {dtype} of shape {shape}, takes {expected} bytes, but its data_offsets span {got}",
	"safetensors_offsets":       "{file}: {tensor} begins at byte {got} of the data; expected {expected}, where the tensor before it ends",
	"safetensors_end":           "{file}: the header describes {expected} bytes of data, but the file has {got}",

	// checkpoints
	"config_unsupported":    "{file}: {field} is {got}, which makes another model than the one gptlab computes; expected {expected}",
	"config_heads":          "{file}: n_embd, {n_embd}, is not a multiple of n_head, {n_head}",
	"config_tie":            "{file}: tie_word_embeddings is true, but lm_head.weight differs from wte.weight",
	"tensor_absent":         "{file}: there is no tensor {tensor}",
	"tensor_missing":        "{file}: {tensor} is missing; expected shape {expected}",
	"tensor_shape":          "{file}: {tensor} has shape {got}; expected {expected}",
	"tensor_dtype":          "{file}: {tensor} is stored as {got}; expected {expected}",
	"tensor_unexpected":     "{file}: {tensor} is no part of a GPT-2 whose n_layer is {n_layer}",
	"tensor_twice":          "{file}: {tensor} is stored twice, with and without \"transformer.\" or in two files",
	"tensor_not_finite":     "{file}: {tensor} holds {got} at {at}; expected finite numbers",
	"weight_too_large":      "{tensor} holds {got} at {at}, which {dtype} cannot store",
	"tokenizer_missing":     "{model} has no tokenizer; give token ids instead of a text",
	"tokenizer_symbol":      "{file}: symbol {id} is {got}; expected exactly one character",
	"tokenizer_word":        "{file}: word {id} is {got}; expected 1 to {limit} characters without white space",
	"tokenizer_duplicate":   "{file}: the symbol {symbol} has two ids, {first} and {second}",
	"tokenizer_size":        "{file} has {got} symbols, but config.json says vocab_size {expected}",
	"tokenizer_hole":        "{file} has {size} tokens, but one has the id {id}; expected the ids from 0 on, without gaps",
	"tokenizer_id_twice":    "{file}: {first} and {second} have the same id, {id}",
	"tokenizer_token_twice": "{file} has the token {piece} twice",
	"tokenizer_unsupported": "{file}: {field} is {got}, which cuts text as gptlab does not; expected {expected}",
	"merges_line":           "{file} is {got}; expected two tokens with a space between them",
	"merges_piece":          "{file} joins or makes {piece}, which {vocab} does not have",
	"merges_twice":          "{file} joins {pair}, which stands further up already",
	"bpe_byte":              "{file}: there is no token {piece}, for the byte {byte}",
	"vocab_special":         "{file}: there is no token {piece}",
	"version_newer":         "{file} was written by a newer gptlab: its version is {got}, and this one reads versions up to {newest}",
	"folder_adapter":        "{file} is there, but no {needed}: this is an adapter; expected the model it was merged into",
	"folder_format":         "{file} is there, but no {needed}, the only kind of weights that gptlab reads; save the model again in that format",
	"tokenizer_start":       "{file} says start is {got}, but config.json says bos_token_id {expected}",
	"character_unknown":     "this model knows no {character}, character {at} of the text, and has no token for unknown ones",
	"model_not_found":       "{model} is neither a bundled model ({bundled}) nor a checkpoint folder",

	// labelled data
	"tsv_no_rows":     "{file} has no labelled text; expected lines of a text, a tab and a label",
	"tsv_columns":     "{file}, line {line}: the number of columns is {got}; expected {expected}, and a first line that names text and label among them if there are more than these two",
	"tsv_named_twice": "{file}, line {line}: two columns are called {column}; expected one",
	"tsv_empty":       "{file}, line {line}: the {column} is empty; expected at least one character",
	"tsv_not_utf8":    "{file}, line {line}: byte {at} is not UTF-8; expected a text file in UTF-8",
	"tsv_line_long":   "{file}, line {line}: the line is {got} bytes long; expected at most {limit}",
	"tsv_label_long":  "{file}, line {line}: the label {label} is {got} bytes long; expected at most {limit}; is it the text?",
	"label_absent":    "{file}: no text is labelled {label}; expected the name of a label in the file",
	"label_alone":     "{file}: every text is labelled {label}; expected at least two labels to tell apart",
	"label_rare":      "{file}, line {line}: the number of texts labelled {label} is {got}; expected at least {expected}, or leave it out with --classes",
	"labels_too_many": "{file} has {got} labels; expected at most {limit}",
	"task_missing":    "{model} has not learnt to label texts; expected a folder that gptlab finetune wrote from labelled data",
	"label_unknown":   "{file}, line {line}: {model} knows no label {label}; expected {known}",
	"said_nothing":    "nothing has been said of the story yet; guess a word first",
	"said_wrong":      "what was said of word {place} is not one of its words with 1 to 99 percent",
}

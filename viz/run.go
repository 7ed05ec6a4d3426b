package viz

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"gptlab/ref"
	"gptlab/ref/whatif"
)

// An Input is what a run reads: a spec turned into tokens of a model.
type Input struct {
	Spec       Spec
	Checkpoint *ref.Checkpoint
	Tokens     []ref.Token // the start token and what was drawn included
	Start      bool        // Tokens[0] is a start token put in front
	Prompt     int         // how many tokens were given, not drawn
	Set        whatif.Set  // the spec's changes
}

// IDs returns the numbers the model reads.
func (in Input) IDs() []int {
	ids := make([]int, len(in.Tokens))
	for i, t := range in.Tokens {
		ids[i] = t.ID
	}
	return ids
}

// Words returns the tokens whose probabilities are asked for: all but a start token.
func (in Input) Words() []ref.Token {
	if in.startsWithBOS() {
		return in.Tokens[1:]
	}
	return in.Tokens
}

// Text returns the text as it was given, or what the given tokens stand for; ok
// is false where no tokenizer knows.
func (in Input) Text() (text string, ok bool) {
	switch {
	case len(in.Spec.Tokens) == 0:
		return in.Spec.Text, true
	case in.Checkpoint.Tokenizer == nil:
		return "", false
	}
	return in.Checkpoint.Tokenizer.Decode(in.Spec.Tokens), true
}

// Unknown says which tokens stand for words outside the vocabulary, and so have
// no factor. Tokens that were given as ids are what they are.
func (in Input) Unknown() []bool {
	unknown := make([]bool, len(in.Tokens))
	for i, t := range in.Tokens {
		unknown[i] = !t.Known && len(in.Spec.Tokens) == 0 && !(in.Start && i == 0)
	}
	return unknown
}

func (in Input) startsWithBOS() bool {
	return len(in.Tokens) > 0 && in.Checkpoint.Model.BOS >= 0 && in.Tokens[0].ID == in.Checkpoint.Model.BOS
}

// Run reads the spec's text with c and records every step on t, which must be
// new: the draws if there are any, the forward pass over the whole text, the
// chain rule, and of a model that was taught labels the label. Steps that the
// spec's set changes are recorded as what they became. Errors that
// the reader can mend are *ref.Error: those of Prepare, and run_too_large for a
// run of {need} MB on a tape that may hold {limit}. The tape ends with the error
// that Run returns.
//
// Where ctx is done, the run ends at its next step, with the context's cause.
func Run(ctx context.Context, c *ref.Checkpoint, spec Spec, t *Tape) error {
	t.ctx = ctx
	err := errBroken // unless run returns
	defer func() { t.end(err) }()
	err = run(ctx, c, spec, t)
	return err
}

// errBroken ends the tape of a run that panicked, for those who follow it.
var errBroken = errors.New("viz: the run broke off")

func run(ctx context.Context, c *ref.Checkpoint, spec Spec, t *Tape) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	defer catchAbandoned(&err)
	in, err := Prepare(c, spec)
	if err != nil {
		return err
	}
	if err := in.checkBackward(); err != nil {
		return err
	}
	if need := in.tapeBytes(); t.MaxBytes > 0 && need > t.MaxBytes {
		return ref.Fail("run_too_large", ref.Args{"need": need >> 20, "limit": t.MaxBytes >> 20})
	}
	t.begin(in)
	if spec.Draw != nil {
		in = in.draw(ref.Watch(t))
		t.begin(in)
	}
	t.outlined(rehearse(in))
	forward(in, t)
	if c.Model.Task.Exists() {
		label(in, t)
	}
	if spec.Backward {
		backward(in, t)
	}
	return nil
}

// label reads the label of the text from the state of its last token, as
// GPT.Classify does.
func label(in Input, t *Tape) {
	states, _ := t.Named("ln_f") // (T, C)
	n := len(in.Tokens)
	h := states.Value.Reshape(1, n, in.Checkpoint.Model.NEmbd) // (1, T, C)
	in.Checkpoint.Model.TaskProbs(ref.Watch(t), h, []int{n - 1})
}

// forward evaluates P(w_t | w_<t) for every word of the input, then the chain
// rule. It does what GPT.Score does, without a start token in front too.
func forward(in Input, t *Tape) {
	probs := pass(in, t) // (1, T, V)
	if len(in.Tokens) == 1 {
		return // a lone token has no context, so there is no factor
	}
	logits, _ := t.Named("logits") // (T, V)
	chainRule(in, t, in.IDs(), probs, ref.LogSoftmax(logits.Value.Reshape(probs.Shape...)))
}

func pass(in Input, t *Tape) (probs ref.Tensor) {
	model := in.Checkpoint.Model
	return model.Probs(ref.Watch(in.Set.Watch(model, t)), [][]int{in.IDs()}, nil)
}

// chainRule multiplies and adds up the factors of the input's words, which have
// the numbers ids.
func chainRule(in Input, t *Tape, ids []int, probs, logProbs ref.Tensor) {
	var l ref.Likelihood
	if !in.startsWithBOS() {
		l.Factors = append(l.Factors, ref.Factor{Token: ids[0]}) // unknown: nothing stands before it
	}
	ref.ChainRule(ref.Watch(t), &l, probs, logProbs, ids, in.Unknown())
}

// tapeBytes returns how much the tape of a run will hold, with as many draws as
// there may be.
func (in Input) tapeBytes() int64 {
	n, draws := len(in.Tokens), 0
	if in.Spec.Draw != nil {
		draws = min(in.Spec.Draw.MaxTokens, in.Checkpoint.Model.NPositions-n)
	}
	const vectors = 5 // logits scaled kept probs cumulative
	return TapeBytes(in.Checkpoint.Model, n+draws) + in.backwardBytes(n+draws) + int64(draws*vectors*in.Checkpoint.Model.VocabSize)*bytesPerNumber
}

// TapeBytes returns how much memory the tape of a run of n tokens will hold,
// before it is run.
func TapeBytes(model *ref.GPT, n int) int64 {
	c, inner, heads := int64(model.NEmbd), int64(model.NInner), int64(model.NHead)
	const widthC = 11 // ln_1 q k v heads concat c_proj resid_1 ln_2 mlp.c_proj resid_2
	const square = 4  // scores scaled masked weights
	t := int64(n)
	layer := widthC*c + 2*inner + square*heads*t
	numbers := t * (3*c + int64(model.NLayer)*layer + c + 2*int64(model.VocabSize))
	if k := int64(len(model.Task.Labels)); k > 0 {
		numbers += c + 2*k
	}
	return (numbers + 4*t + 2) * bytesPerNumber
}

// Prepare turns a spec into tokens. It fails with
//
//	text_empty          no text and no tokens
//	text_not_utf8       broken text, at byte {at}
//	text_or_tokens      both were given
//	text_too_long       {got} tokens, {over} more than {limit}
//	token_out_of_range  token {token} of a vocabulary of {size}
//	tokenizer_missing   text for a checkpoint without a tokenizer
//
// and with the errors of whatif.ParseSet, of Set.Fits, and of a Draw.
func Prepare(c *ref.Checkpoint, spec Spec) (Input, error) {
	in := Input{Spec: spec, Checkpoint: c}
	if spec.Text != "" && len(spec.Tokens) > 0 {
		return Input{}, ref.Fail("text_or_tokens", nil)
	}
	tokens, err := tokensOf(c, spec)
	if err != nil {
		return Input{}, err
	}
	if len(tokens) == 0 {
		return Input{}, ref.Fail("text_empty", nil)
	}
	in.Tokens = tokens
	limit := c.Model.NPositions
	if spec.Start && c.Model.BOS >= 0 && !in.startsWithBOS() {
		in.Tokens = slices.Insert(tokens, 0, tokenOf(c, c.Model.BOS))
		in.Start = true
		limit-- // the start token takes a place
	}
	if over := len(tokens) - limit; over > 0 {
		return Input{}, ref.Fail("text_too_long", ref.Args{"got": len(tokens), "limit": limit, "over": over})
	}
	if err := in.prepareChanges(); err != nil {
		return Input{}, err
	}
	return in, nil
}

// prepareChanges reads what the spec does besides reading a text.
func (in *Input) prepareChanges() (err error) {
	in.Prompt = len(in.Tokens)
	if in.Set, err = whatif.ParseSet(in.Spec.Set); err != nil {
		return err
	}
	config := in.Checkpoint.Model.Config
	if in.Spec.Draw == nil {
		return in.Set.Fits(config, len(in.Tokens))
	}
	if err := in.prepareDraw(); err != nil {
		return err
	}
	return in.Set.Fits(config, config.NPositions) // how long the text becomes is not known yet
}

func tokensOf(c *ref.Checkpoint, spec Spec) ([]ref.Token, error) {
	if len(spec.Tokens) > 0 {
		return tokensOfIDs(c, spec.Tokens)
	}
	if spec.Text == "" {
		return nil, nil
	}
	if c.Tokenizer == nil {
		return nil, ref.Fail("tokenizer_missing", ref.Args{"model": c.Name})
	}
	return c.Tokenizer.Encode(spec.Text)
}

func tokensOfIDs(c *ref.Checkpoint, ids []int) ([]ref.Token, error) {
	tokens := make([]ref.Token, len(ids))
	for i, id := range ids {
		if id < 0 || id >= c.Model.VocabSize {
			return nil, ref.Fail("token_out_of_range", ref.Args{"token": id, "size": c.Model.VocabSize})
		}
		tokens[i] = tokenOf(c, id)
	}
	return tokens, nil
}

// tokenOf returns what a token stands for; a checkpoint without a tokenizer
// knows its number alone.
func tokenOf(c *ref.Checkpoint, id int) ref.Token {
	if c.Tokenizer == nil || id >= c.Tokenizer.Size() {
		return ref.Token{ID: id}
	}
	return c.Tokenizer.Token(id)
}

// labelOf returns how a token is shown: legible, or #17 where only its number
// is known.
func labelOf(c *ref.Checkpoint, id int) string {
	if c.Tokenizer == nil || id >= c.Tokenizer.Size() {
		return "#" + strconv.Itoa(id)
	}
	return ref.Label(c.Tokenizer.Token(id))
}

// Label returns how the token at a position is shown. An unknown character
// keeps the form it was typed in.
func (in Input) Label(position int) string {
	t := in.Tokens[position]
	if t.Text == "" {
		return labelOf(in.Checkpoint, t.ID)
	}
	return ref.Label(t)
}

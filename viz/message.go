package viz

import (
	"errors"
	"slices"

	"gptlab/ref"
)

// These are the messages of the server, as docs/protocol.md describes them: one
// struct for each, in the order of its section 4. Tensors are in frame.go; what
// a client sends is web's to read.

// ProtocolVersion is the v of the catalogue.
const ProtocolVersion = 1

// Catalogue answers a run: what the model saw, and what kinds of steps it took.
type Catalogue struct {
	Type   string         `json:"type"` // catalogue
	ID     uint32         `json:"id"`
	V      int            `json:"v"`
	Run    string         `json:"run"`
	Model  ModelMessage   `json:"model"`
	Text   *string        `json:"text"` // null where no text is known
	Tokens []TokenMessage `json:"tokens"`
	Prompt int            `json:"prompt_tokens"` // how many of them were given; the others were drawn
	Set    []string       `json:"set,omitempty"`
	Draw   *Draw          `json:"draw,omitempty"`
	Steps  int            `json:"steps"`
	Kinds  []Kind         `json:"kinds"`
	Ops    []Op           `json:"ops"` // the functions that kinds name, with their text
}

// ModelMessage is the shape of the model.
type ModelMessage struct {
	Name       string `json:"name"`
	NLayer     int    `json:"n_layer"`
	NHead      int    `json:"n_head"`
	NEmbd      int    `json:"n_embd"`
	NPositions int    `json:"n_positions"`
	VocabSize  int    `json:"vocab_size"`
	Parameters int    `json:"parameters"`
	Start      bool   `json:"start"`
}

// TokenMessage is one token that the model saw.
type TokenMessage struct {
	ID    int    `json:"id"`
	Text  string `json:"text"`
	Label string `json:"label"`
	Known bool   `json:"known"`
	Start bool   `json:"start"`
}

// NewCatalogue describes a run whose tape has an outline, or has ended. Formulas
// are left out; lessons knows them.
func NewCatalogue(id uint32, run string, t *Tape) Catalogue {
	in, steps := t.Input(), t.Outline()
	model := in.Checkpoint.Model
	kinds, ops := KindsOf(steps)
	m := Catalogue{
		Type: "catalogue", ID: id, V: ProtocolVersion, Run: run,
		Model: ModelMessage{
			Name: in.Spec.Model, NLayer: model.NLayer, NHead: model.NHead, NEmbd: model.NEmbd,
			NPositions: model.NPositions, VocabSize: model.VocabSize,
			Parameters: model.NumParams(), Start: model.BOS >= 0,
		},
		Prompt: in.Prompt, Set: in.Set.Strings(), Draw: in.Spec.Draw,
		Steps: len(steps), Kinds: kinds, Ops: ops,
	}
	if text, ok := in.Text(); ok {
		m.Text = &text
	}
	for i, tok := range in.Tokens {
		m.Tokens = append(m.Tokens, TokenMessage{
			ID: tok.ID, Text: tok.Text, Label: in.Label(i), Known: tok.Known, Start: in.Start && i == 0,
		})
	}
	return m
}

// StepMessage is one step, without its numbers unless it is a single one.
type StepMessage struct {
	Type    string  `json:"type"` // step
	ID      uint32  `json:"id"`
	Run     string  `json:"run"`
	I       int     `json:"i"`
	Name    string  `json:"name"`
	Kind    int     `json:"kind"` // index into the catalogue's kinds
	Shape   []int   `json:"shape"`
	Min     Number  `json:"min"` // over the finite cells; null where there are none
	Max     Number  `json:"max"`
	Value   *Number `json:"value,omitempty"` // of a scalar alone
	Special string  `json:"special,omitempty"`
	Changed bool    `json:"changed,omitempty"` // by the run's set
}

// NewStepMessage describes a step, of a kind listed in the catalogue.
func NewStepMessage(id uint32, run string, kinds []Kind, s Step) StepMessage {
	m := StepMessage{
		Type: "step", ID: id, Run: run, I: s.Index, Name: s.Name,
		Kind:  slices.IndexFunc(kinds, func(k Kind) bool { return k.Kind == s.Kind }),
		Shape: shapeOf(s.Value), Min: Number(s.Min), Max: Number(s.Max), Changed: s.Changed,
	}
	if len(s.Value.Shape) == 0 {
		x := float64(s.Value.Data[0])
		value := Number(x)
		m.Value, m.Special = &value, special(x)
	}
	return m
}

// shapeOf returns a tensor's shape, [] and not null for a scalar.
func shapeOf(t ref.Tensor) []int { return append([]int{}, t.Shape...) }

// EndMessage follows the last step.
type EndMessage struct {
	Type  string `json:"type"` // end
	ID    uint32 `json:"id"`
	Run   string `json:"run"`
	Steps int    `json:"steps"`
}

// NewEndMessage says that a run has that many steps.
func NewEndMessage(id uint32, run string, steps int) EndMessage {
	return EndMessage{"end", id, run, steps}
}

// ExplainedMessage answers an explain.
type ExplainedMessage struct {
	Type              string        `json:"type"` // explained
	ID                uint32        `json:"id"`
	Run               string        `json:"run"`
	Step              int           `json:"step"`
	Name              string        `json:"name"`
	Cell              []int         `json:"cell"`
	Labels            []string      `json:"labels"`
	Value             Number        `json:"value"`
	Special           string        `json:"special,omitempty"`
	Recomputed        Number        `json:"recomputed"`
	RecomputedSpecial string        `json:"recomputed_special,omitempty"`
	Tolerance         Number        `json:"tolerance"`
	Equal             bool          `json:"equal"`
	Kind              string        `json:"kind"`
	Terms             []TermMessage `json:"terms"`
}

// TermMessage is one number on the way to the cell.
type TermMessage struct {
	Role    string           `json:"role"`
	Label   string           `json:"label,omitempty"`
	Value   Number           `json:"value"`
	Special string           `json:"special,omitempty"`
	Count   int              `json:"count,omitempty"` // of a rest
	From    []OperandMessage `json:"from,omitempty"`
}

// OperandMessage is a cell that was read: of a step, or of a parameter.
type OperandMessage struct {
	Step    *int   `json:"step,omitempty"`
	Name    string `json:"name,omitempty"`  // of the step
	Param   string `json:"param,omitempty"` // name of the parameter, instead of the two above
	Cell    []int  `json:"cell"`
	Value   Number `json:"value"`
	Special string `json:"special,omitempty"`
}

// NewExplained puts an explanation on the wire.
func NewExplained(id uint32, run string, x Explanation) ExplainedMessage {
	m := ExplainedMessage{
		Type: "explained", ID: id, Run: run,
		Step: x.Step.Index, Name: x.Step.Name, Cell: append([]int{}, x.Cell...), Labels: x.Labels,
		Value: Number(x.Value), Special: special(x.Value),
		Recomputed: Number(x.Recomputed), RecomputedSpecial: special(x.Recomputed),
		Tolerance: Number(x.Tolerance), Equal: x.Equal, Kind: x.Kind,
		Terms: []TermMessage{},
	}
	for _, t := range x.Terms {
		term := TermMessage{Role: t.Role, Label: t.Label, Value: Number(t.Value), Special: special(t.Value), Count: t.Count}
		for _, o := range t.From {
			term.From = append(term.From, operandMessage(o))
		}
		m.Terms = append(m.Terms, term)
	}
	return m
}

func operandMessage(o Operand) OperandMessage {
	m := OperandMessage{Cell: append([]int{}, o.Cell...), Value: Number(o.Value), Special: special(o.Value)}
	if o.Step == nil {
		m.Param = o.Name
		return m
	}
	m.Step, m.Name = &o.Step.Index, o.Name
	return m
}

// TopMessage answers a top.
type TopMessage struct {
	Type    string  `json:"type"` // top
	ID      uint32  `json:"id"`
	Run     string  `json:"run"`
	Step    int     `json:"step"`
	Row     int     `json:"row"`
	Entries []Entry `json:"entries"`
	Rest    Rest    `json:"rest"`
}

// NewTop puts a distribution on the wire.
func NewTop(id uint32, run string, d Distribution) TopMessage {
	return TopMessage{"top", id, run, d.Step.Index, d.Row, d.Entries, d.Rest}
}

// AskedMessage answers a guess without a choice: what there is to choose from.
type AskedMessage struct {
	Type     string   `json:"type"` // asked
	ID       uint32   `json:"id"`
	Run      string   `json:"run"`
	Lesson   string   `json:"lesson"`
	Ask      string   `json:"ask"`
	Question string   `json:"question"`
	Options  []Option `json:"options"`
	About    []int    `json:"about,omitempty"` // a cell of the page's step
}

// An Option is one answer that can be chosen.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// RevealedMessage answers a guess with a choice: the answer, and the numbers it
// comes from.
type RevealedMessage struct {
	Type    string     `json:"type"` // revealed
	ID      uint32     `json:"id"`
	Run     string     `json:"run"`
	Lesson  string     `json:"lesson"`
	Ask     string     `json:"ask"`
	Choice  string     `json:"choice"`
	Answer  string     `json:"answer"`
	Right   bool       `json:"right"`
	Text    string     `json:"text"`           // the answer in a sentence
	Note    string     `json:"note,omitempty"` // what a wrong choice may have been thought
	Numbers []Evidence `json:"numbers"`
}

// Evidence is a number behind the answer, and the cell it was read from.
type Evidence struct {
	Option  string `json:"option,omitempty"` // the option it decides about
	Label   string `json:"label,omitempty"`  // what it belongs to, where that is not an option
	Value   Number `json:"value"`
	Special string `json:"special,omitempty"`
	Step    int    `json:"step"`
	Name    string `json:"name"` // of the step
	Cell    []int  `json:"cell"`
}

// NewEvidence says which cell a value was read from; its option and label are left out.
func NewEvidence(value float64, s Step, cell []int) Evidence {
	return Evidence{Value: Number(value), Special: special(value), Step: s.Index, Name: s.Name, Cell: append([]int{}, cell...)}
}

// ClosedMessage answers a close.
type ClosedMessage struct {
	Type string `json:"type"` // closed
	ID   uint32 `json:"id"`
	Run  string `json:"run"`
}

// NewClosed says that a run is no longer open.
func NewClosed(id uint32, run string) ClosedMessage { return ClosedMessage{"closed", id, run} }

// ErrorMessage ends the request it answers, and nothing else.
type ErrorMessage struct {
	Type string   `json:"type"` // error
	ID   *uint32  `json:"id"`   // null where the request had none that could be read
	Code string   `json:"code"`
	Args ref.Args `json:"args"`
}

// NewError answers request id, or no request in particular where id is 0. What
// is not a *ref.Error is a fault of ours and says no more than that.
func NewError(id uint32, err error) ErrorMessage {
	m := ErrorMessage{Type: "error", Code: "internal", Args: ref.Args{}}
	if id != 0 {
		m.ID = &id
	}
	var known *ref.Error
	if errors.As(err, &known) {
		m.Code = known.Code
		if known.Args != nil {
			m.Args = known.Args
		}
	}
	return m
}

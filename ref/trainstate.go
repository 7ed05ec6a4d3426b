package ref

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"unsafe"

	"gptlab/ref/kernel"
)

// TrainingStateFile is the one file that holds a training run: parameters,
// AdamW's m and v, and in its metadata everything else that decides the next
// update. A resumed run ends in the same weights as one never interrupted.
const TrainingStateFile = "training.safetensors"

// exact stores a Float without rounding it: F32, or F64 in the float64 build.
var exact = map[uintptr]DType{4: F32, 8: F64}[unsafe.Sizeof(Float(0))]

// trainingState is the metadata of a training state, as JSON under "training".
type trainingState struct {
	Recipe Recipe   `json:"recipe"`
	Step   int      `json:"step"`
	Random string   `json:"random"` // state of the generator that draws batches, hex
	Corpus string   `json:"corpus"` // the fingerprint of the texts
	Best   *float64 `json:"best"`   // lowest validation loss; null before the first
	BestAt int      `json:"best_at"`
	Kernel string   `json:"kernel"` // that computed it: another rounds a little differently
}

// SaveState writes the run's state and its log into dir, whole or not at all. Without a dir
// the run cannot be resumed.
func (t *Trainer) SaveState(dir string) error {
	if dir == "" {
		return nil
	}
	random, err := t.source.MarshalBinary()
	if err != nil {
		return err
	}
	state := trainingState{Recipe: t.Recipe, Step: t.Step(), Random: hex.EncodeToString(random), Corpus: t.Texts.Fingerprint(), BestAt: t.BestAt, Kernel: kernel.Name()}
	if t.BestAt > 0 {
		state.Best = &t.Best
	}
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	var tensors []NamedTensor
	for _, part := range t.parts() {
		for _, p := range part.model.Params() {
			tensors = append(tensors, FloatTensor(part.prefix+p.Name, exact, *p.Tensor))
		}
	}
	return WriteFiles(
		FileToWrite{filepath.Join(dir, TrainingLogFile), contents(t.Log.JSON())},
		FileToWrite{filepath.Join(dir, TrainingStateFile), func(w io.Writer) error {
			return WriteSafetensors(w, tensors, map[string]string{"training": string(text)})
		}},
	)
}

// LoadState continues the run saved in dir. The recipe and the corpus must be
// the ones it was begun with. A run begun with another kernel goes on too, and
// learns as well, but not to the same bits: OtherKernel then names that kernel.
func (t *Trainer) LoadState(dir string) error {
	file, err := os.Open(filepath.Join(dir, TrainingStateFile))
	if err != nil {
		return Fail("training_state_unreadable", Args{"file": filepath.Join(dir, TrainingStateFile), "reason": reason(err)})
	}
	defer file.Close()
	if err := t.readState(file); err != nil {
		return err
	}
	if log, err := LoadTrainingLog(dir); err == nil { // a run goes on without its log, too
		t.Log = log.before(t.Step())
	}
	return nil
}

func (t *Trainer) readState(file fs.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	stored, err := ReadSafetensors(TrainingStateFile, file.(io.ReaderAt), info.Size())
	if err != nil {
		return err
	}
	var state trainingState
	if err := json.Unmarshal([]byte(stored.Metadata["training"]), &state); err != nil {
		return t.stateDiffers("metadata", "readable JSON under \"training\"")
	}
	if err := t.check(state); err != nil {
		return err
	}
	random, err := hex.DecodeString(state.Random)
	if err != nil || t.source.UnmarshalBinary(random) != nil {
		return t.stateDiffers("random", "the state of a PCG generator")
	}
	for _, part := range t.parts() {
		for _, p := range part.model.Params() {
			if err := stored.ReadInto(*p.Tensor, part.prefix+p.Name); err != nil {
				return err
			}
		}
	}
	t.optimiser.Step = state.Step
	if state.Kernel != kernel.Name() {
		t.OtherKernel = legible(state.Kernel)
	}
	if state.Best != nil {
		t.Best, t.BestAt = *state.Best, state.BestAt
	}
	return nil
}

// check refuses the state of another run, or one that no run can have come to.
func (t *Trainer) check(state trainingState) error {
	switch {
	case state.Recipe != t.Recipe:
		return t.stateDiffers("recipe", "the one asked for now; give the flags of the first run")
	case state.Corpus != t.Texts.Fingerprint():
		return t.stateDiffers("data", "the text given now")
	case state.Step < 0 || state.Step > t.Recipe.Steps:
		return t.stateDiffers("step", "0 … "+strconv.Itoa(t.Recipe.Steps))
	case state.BestAt < 0 || state.BestAt > state.Step:
		return t.stateDiffers("best_at", "0 … "+strconv.Itoa(state.Step))
	}
	return nil
}

// A statePart is the model, or one of AdamW's two memories of it.
type statePart struct {
	prefix string // of the tensors' names in the file
	model  *GPT
}

func (t *Trainer) parts() []statePart {
	return []statePart{{"", t.Model}, {"m.", t.optimiser.M}, {"v.", t.optimiser.V}}
}

func (t *Trainer) stateDiffers(field, expected string) error {
	return Fail("training_state_differs", Args{"file": TrainingStateFile, "field": field, "expected": expected})
}

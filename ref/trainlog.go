package ref

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// TrainingLogFile is the name of a training log in a checkpoint folder.
//
// It is a JSON object:
//
//	{
//	  "format": "gptlab-training-log",
//	  "version": 1,
//	  "entropy": 0.8412,
//	  "columns": ["step", "lr", "loss", "validation", "seconds"],
//	  "rows": [[10, 0.0002, 5.8034, null, 0.9], [20, 0.0004, 4.1, 3.9981, 1.8], …]
//	}
//
// Every tenth update has a row, and every validation. The loss is the mean over the batches since the
// row before; the validation loss is null where it was not measured; seconds are
// those spent training. "entropy" is the floor of the validation loss, null where
// nobody knows it. Losses are in nats per token.
const TrainingLogFile = "training-log.json"

const (
	logFormat  = "gptlab-training-log"
	logVersion = 1
	logEvery   = 10 // updates
	maxLogRows = 1 << 20
	maxSteps   = 1 << 31
)

// A TrainingLog is how a run went.
type TrainingLog struct {
	Entropy *float64 // the floor of the validation loss; nil where nobody knows it
	Rows    []LogRow
}

// A LogRow is what was measured up to an update.
type LogRow struct {
	Step       int
	LR         float64
	Loss       float64  // mean over the batches since the row before
	Validation *float64 // nil where it was not measured
	Seconds    float64  // spent training so far
}

var logColumns = []string{"step", "lr", "loss", "validation", "seconds"}

type logFile struct {
	Format  string        `json:"format"`
	Version int           `json:"version"`
	Entropy *float64      `json:"entropy"`
	Columns []string      `json:"columns"`
	Rows    [][5]*float64 `json:"rows"`
}

// add takes in one update.
func (l *TrainingLog) add(p Progress, since *logMean) {
	since.sum, since.n = since.sum+p.Loss, since.n+1
	if p.Step%logEvery != 0 && p.Validation == nil {
		return
	}
	l.Rows = append(l.Rows, LogRow{p.Step, p.LR, since.sum / float64(since.n), p.Validation, p.Seconds})
	*since = logMean{}
}

// logMean adds up the losses since the last row.
type logMean struct {
	sum float64
	n   int
}

// before returns the log as it was after an update, for a run that goes on from there.
func (l TrainingLog) before(step int) TrainingLog {
	l.Rows = slices.DeleteFunc(slices.Clone(l.Rows), func(r LogRow) bool { return r.Step > step })
	return l
}

// Seconds returns how long the run has taken.
func (l TrainingLog) Seconds() float64 {
	if len(l.Rows) == 0 {
		return 0
	}
	return l.Rows[len(l.Rows)-1].Seconds
}

// JSON returns the text of a training-log.json, one line a row.
func (l TrainingLog) JSON() []byte {
	columns, err := json.Marshal(logColumns)
	if err != nil {
		panic(err) // strings
	}
	text := []byte("{\n \"format\": \"" + logFormat + "\",\n \"version\": " + strconv.Itoa(logVersion) + ",\n \"entropy\": ")
	text = append(appendNumber(text, l.Entropy), ",\n \"columns\": "...)
	text = append(append(text, columns...), ",\n \"rows\": ["...)
	for i, r := range l.Rows {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(strconv.AppendInt(append(text, "\n  ["...), int64(r.Step), 10), ", "...)
		text = append(appendNumber(text, &r.LR), ", "...)
		text = append(appendNumber(text, &r.Loss), ", "...)
		text = append(appendNumber(text, r.Validation), ", "...)
		text = append(appendNumber(text, &r.Seconds), ']')
	}
	return append(text, "\n ]\n}\n"...)
}

// appendNumber writes five significant digits, and null for what is no number.
func appendNumber(text []byte, x *float64) []byte {
	if x == nil || *x != *x || *x-*x != 0 {
		return append(text, "null"...)
	}
	return strconv.AppendFloat(text, *x, 'g', 5, 64)
}

// LoadTrainingLog reads the log of a checkpoint folder.
func LoadTrainingLog(dir string) (TrainingLog, error) {
	return OpenTrainingLog(os.DirFS(dir), filepath.ToSlash(dir))
}

// OpenTrainingLog reads the log of a checkpoint at the root of a file system.
// Errors call the folder by the name given.
func OpenTrainingLog(fsys fs.FS, name string) (TrainingLog, error) {
	log, err := openTrainingLog(folder{fsys, name})
	if err != nil {
		return TrainingLog{}, err
	}
	return *log, nil
}

func openTrainingLog(f folder) (*TrainingLog, error) {
	text, err := f.read(TrainingLogFile, maxJSON)
	if err != nil {
		return nil, err
	}
	log, err := ParseTrainingLog(f.called(TrainingLogFile), text)
	if err != nil {
		return nil, err
	}
	return &log, nil
}

// ParseTrainingLog reads a training-log.json; errors call it by the name given.
// A loss that was no finite number is one that was not measured, and its row is left out.
func ParseTrainingLog(file string, data []byte) (TrainingLog, error) {
	var stored logFile
	if err := json.Unmarshal(data, &stored); err != nil {
		return TrainingLog{}, notJSON(file, err)
	}
	if err := checkFormat(file, stored.Format, logFormat, stored.Version, logVersion); err != nil {
		return TrainingLog{}, err
	}
	wrong := func(field string, got any, expected string) (TrainingLog, error) {
		return TrainingLog{}, Fail("field_wrong", Args{"file": file, "field": field, "got": got, "expected": expected})
	}
	switch {
	case !slices.Equal(stored.Columns, logColumns):
		return wrong("columns", legible(strings.Join(stored.Columns, ", ")), strings.Join(logColumns, ", "))
	case len(stored.Rows) > maxLogRows:
		return wrong("rows", len(stored.Rows), "0 … "+strconv.Itoa(maxLogRows))
	}
	log, last := TrainingLog{Entropy: stored.Entropy}, 0
	for i, r := range stored.Rows {
		step, lr, loss, validation, seconds := r[0], r[1], r[2], r[3], r[4]
		if step == nil || !(*step > float64(last) && *step <= maxSteps) || *step != float64(int(*step)) {
			return wrong("rows["+strconv.Itoa(i)+"].step", orNull(step), strconv.Itoa(last+1)+" … "+strconv.Itoa(maxSteps))
		}
		last = int(*step)
		if lr == nil || loss == nil || seconds == nil {
			continue
		}
		log.Rows = append(log.Rows, LogRow{last, *lr, *loss, validation, *seconds})
	}
	return log, nil
}

// orNull is a number as JSON has it.
func orNull(x *float64) string {
	if x == nil {
		return "null"
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}

// Best returns the row with the lowest validation loss, whose model a run keeps;
// false where there was no validation.
func (l TrainingLog) Best() (best LogRow, ok bool) {
	for _, r := range l.Rows {
		if r.Validation != nil && (!ok || *r.Validation < *best.Validation) {
			best, ok = r, true
		}
	}
	return best, ok
}

package ingest

// A queue runs reads of streams side by side and takes what they told in the
// order they were asked for.
type queue struct {
	take    func(*told)
	running chan struct{}
	waiting []chan *told
}

// maxWaiting bounds, for each worker, the streams whose facts wait for those of
// an earlier one.
const maxWaiting = 4

func newQueue(workers int, take func(*told)) *queue {
	return &queue{take: take, running: make(chan struct{}, workers)}
}

// start runs a read on a goroutine of its own.
func (q *queue) start(read func() *told) {
	result := make(chan *told, 1)
	q.running <- struct{}{}
	go func() {
		defer func() { <-q.running }()
		result <- read()
	}()
	q.push(result)
}

// done adds what was read already.
func (q *queue) done(t *told) {
	result := make(chan *told, 1)
	result <- t
	q.push(result)
}

func (q *queue) push(result chan *told) {
	q.waiting = append(q.waiting, result)
	for len(q.waiting) > maxWaiting*cap(q.running) {
		q.next()
	}
}

func (q *queue) next() {
	q.take(<-q.waiting[0])
	q.waiting = q.waiting[1:]
}

// wait takes all that is outstanding.
func (q *queue) wait() {
	for len(q.waiting) > 0 {
		q.next()
	}
}

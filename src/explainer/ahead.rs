//! Several threads see the blocks of an input, and what is found is what one thread finds.
//!
//! Where a block begins depends on the errors of the block before it: none of them may be cut. Few blocks have an error at their
//! cut, so the blocks that follow are foreseen as if there were none, and threads see them while the one in front is diagnosed.
//! Where the cut falls elsewhere, what was foreseen from there on is thrown away, and begun anew. On two cores 50 MB of log without
//! errors take 1.2 s instead of 2.0, and with 1 % of errors 1.8 s instead of 3.2.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};

use crate::diagnose::Recent;
use crate::input::{Block, Blocks, Extent, OwnedBlock, READ_BYTES};
use crate::knowledge::Knowledge;
use crate::seen::Seen;

/// A block to see, and where the result goes.
type Job = (OwnedBlock, Sender<Seen<'static>>);

/// The blocks that threads see or have seen, in order.
#[derive(Default)]
pub(super) struct Foreseen {
    blocks: VecDeque<(Extent, Receiver<Seen<'static>>)>,
    /// Whether a block came that was not foreseen: neither are those after it.
    diverged: bool,
}

impl Foreseen {
    /// What a thread has seen in a block, if it is the one that was foreseen. Waits for it.
    pub(super) fn take(&mut self, block: &Block<'_>) -> Option<Seen<'static>> {
        let (_, seen) = self.blocks.pop_front().filter(|(extent, _)| *extent == block.extent())?;
        // A thread that panicked sent nothing.
        seen.recv().ok()
    }

    /// Notes that blocks come which were not foreseen.
    pub(super) fn diverge(&mut self) {
        self.diverged = true;
        self.blocks.clear();
    }
}

/// What is read before its turn.
pub(super) struct Ahead<R> {
    reader: R,
    threads: NonZeroUsize,
    jobs: Sender<Job>,
    /// Cut as if no error were at a cut.
    blocks: Blocks,
    /// What was read and is not taken yet.
    pieces: VecDeque<Vec<u8>>,
    /// What the reader said at its end.
    end: Option<io::Result<()>>,
}

impl<R: Read> Ahead<R> {
    /// Goes on where `blocks` ends.
    pub(super) fn new(reader: R, threads: NonZeroUsize, jobs: Sender<Job>, blocks: &Blocks) -> Ahead<R> {
        Ahead { reader, threads, jobs, blocks: blocks.clone(), pieces: VecDeque::new(), end: None }
    }

    /// The next piece of the input. Reads on before, until each thread has a block to see and one more waits. Returns `None` at the
    /// end of the input.
    ///
    /// # Errors
    /// What the reader reports, after all that came before.
    pub(super) fn next(&mut self, foreseen: &mut Foreseen, blocks: &Blocks) -> io::Result<Option<Vec<u8>>> {
        if std::mem::take(&mut foreseen.diverged) {
            self.blocks = blocks.clone();
            for piece in &self.pieces {
                self.blocks.push(piece);
                foresee(&mut self.blocks, &self.jobs, foreseen);
            }
            if self.end.is_some() {
                self.blocks.end();
                foresee(&mut self.blocks, &self.jobs, foreseen);
            }
        }
        while self.end.is_none() && foreseen.blocks.len() <= self.threads.get() {
            let mut piece = Vec::new();
            let result = self.reader.by_ref().take(READ_BYTES).read_to_end(&mut piece);
            match result {
                Ok(0) => self.end = Some(Ok(())),
                Ok(_) => {}
                Err(error) => self.end = Some(Err(error)),
            }
            if piece.is_empty() {
                self.blocks.end();
            } else {
                self.blocks.push(&piece);
                self.pieces.push_back(piece);
            }
            foresee(&mut self.blocks, &self.jobs, foreseen);
        }
        match self.pieces.pop_front() {
            Some(piece) => Ok(Some(piece)),
            None => self.end.take().unwrap_or(Ok(())).map(|()| None),
        }
    }
}

/// Gives the blocks that are complete to the threads.
fn foresee(blocks: &mut Blocks, jobs: &Sender<Job>, foreseen: &mut Foreseen) {
    while let Some(block) = blocks.next_block() {
        let (sender, receiver) = mpsc::channel();
        let (extent, cut) = (block.extent(), block.cut(&[]));
        // Without a thread nobody sends, and the block is seen when its turn comes.
        if jobs.send((block.to_owned(), sender)).is_ok() {
            foreseen.blocks.push_back((extent, receiver));
        }
        blocks.consume(cut);
    }
}

/// Sees blocks until there are no more.
pub(super) fn see_all(knowledge: &Knowledge<'_>, jobs: &Mutex<Receiver<Job>>) {
    let mut recent = Recent::default();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((block, result)) = job else { return };
        let seen = Seen::of_block(knowledge, &mut recent, &block.borrowed()).into_owned();
        // Nobody waits for what was foreseen wrongly.
        let _ = result.send(seen);
    }
}

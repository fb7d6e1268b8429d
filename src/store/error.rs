//! What can go wrong with a store, with the command that helps.

use std::path::{Path, PathBuf};

use crate::model::Message;

/// A fault of the store.
#[derive(Debug)]
pub enum StoreError {
    /// The operating system's word on a file.
    Io(PathBuf, std::io::Error),
    /// Another process has the store open; its word on itself, where it left one.
    Locked(PathBuf, Option<String>),
    /// There is no store at this place.
    Missing(PathBuf),
    /// The place holds something that is no store.
    Foreign(PathBuf),
    /// The store was written by a program with another layout.
    Layout(PathBuf, u32),
    /// The index is damaged; it can be made again from the segments.
    Index(PathBuf, String),
    /// A block of a segment is damaged: file, offset, what is wrong.
    Block(PathBuf, u64, String),
    /// A line of a log of the reviewers is no entry: file, line, what is wrong.
    Decision(PathBuf, u64, String),
}

impl StoreError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
        |e| StoreError::Io(path.to_owned(), e)
    }

    /// The fault and the remedy.
    pub fn message(&self) -> Message {
        let (zh, en) = match self {
            StoreError::Io(path, e) if is_full(e.kind()) => {
                let path = path.display();
                (
                    format!("{path}: 磁盘已满；已存下的文章都在，腾出空间后重跑同一命令即可接着做"),
                    format!(
                        "{path}: the disk is full; what was stored is safe, make room and run the same command again"
                    ),
                )
            }
            StoreError::Io(path, e) => {
                (format!("{}: 读写失败：{e}", path.display()), format!("{}: {e}", path.display()))
            }
            StoreError::Locked(path, holder) => {
                let (path, holder) = (path.display(), holder.as_deref());
                (
                    format!(
                        "{path}: 数据仓正被使用（{}）；等它结束，或先停掉它",
                        holder.unwrap_or("另一个 heshu 进程")
                    ),
                    format!(
                        "{path}: the store is in use by {}; wait for it to end, or stop it first",
                        holder.unwrap_or("another heshu process")
                    ),
                )
            }
            StoreError::Missing(path) => {
                let path = path.display();
                (
                    format!("{path}: 这里没有数据仓；先用 heshu run 路径 --store {path} 建一个"),
                    format!("{path}: no store here; make one with heshu run PATH --store {path}"),
                )
            }
            StoreError::Foreign(path) => {
                let path = path.display();
                (
                    format!("{path}: 不是数据仓，里面有别的东西；请用 --store 指定一个新的或空的文件夹"),
                    format!(
                        "{path}: not a store but a folder with other things; name a new or empty folder with --store"
                    ),
                )
            }
            StoreError::Layout(path, layout) => {
                let path = path.display();
                let newer = *layout > super::manifest::LAYOUT;
                let (zh, en) = if newer {
                    ("请升级 heshu".to_owned(), "use a newer heshu".to_owned())
                } else {
                    (
                        format!("用 heshu run 原来的路径 --store {path}-new 重做一个，再删掉旧的"),
                        format!(
                            "make it anew with heshu run PATH --store {path}-new on the same paths, then delete it"
                        ),
                    )
                };
                (
                    format!("{path}: 数据仓的版式是第 {layout} 版，本程序读不了；{zh}"),
                    format!("{path}: layout {layout} of the store is not this program's; {en}"),
                )
            }
            StoreError::Index(path, e) => {
                let dir = path.display();
                (
                    format!("{dir}: 索引损坏（{e}）；用 heshu store rebuild --store {dir} 重建，文章不会丢"),
                    format!(
                        "{dir}: the index is damaged ({e}); heshu store rebuild --store {dir} makes it again, nothing is lost"
                    ),
                )
            }
            StoreError::Block(path, offset, e) => {
                let path = path.display();
                (
                    format!(
                        "{path}: 第 {offset} 字节处的数据块损坏（{e}）；用 heshu store rebuild 去掉坏块，再重跑 heshu run 补上那些文章"
                    ),
                    format!(
                        "{path}: the block at byte {offset} is damaged ({e}); heshu store rebuild leaves it out, and heshu run \
                         on the same paths brings its article back"
                    ),
                )
            }
            StoreError::Decision(path, line, e) => {
                let path = path.display();
                (
                    format!("{path}:{line}: 不是一条审核记录（{e}）；请改正或删去这一行"),
                    format!("{path}:{line}: no entry of this log ({e}); correct or remove the line"),
                )
            }
        };
        Message { zh, en }
    }
}

/// A full disk, a used-up quota, or a limit on the size of files.
fn is_full(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(kind, StorageFull | QuotaExceeded | FileTooLarge)
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for StoreError {}

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>What an offline check can find wrong; the first word of a fault's line.</summary>
public enum FaultKind
{
    /// <summary>The catalogue of topics, or a topic's folder.</summary>
    Catalogue,

    /// <summary>The recovery points, or data below one that is gone.</summary>
    Checkpoint,

    /// <summary>Bytes where a batch should begin.</summary>
    Segment,

    /// <summary>Offsets that do not follow one another.</summary>
    Offset,

    /// <summary>A batch whose content is not what was written.</summary>
    Crc,

    /// <summary>Records that do not fit their batch's header.</summary>
    Record,

    /// <summary>A producer's sequence with a hole or a repetition.</summary>
    Sequence,

    /// <summary>A batch of a producer that was fenced before it.</summary>
    Epoch,

    /// <summary>A transaction's end marker that does not fit the transaction.</summary>
    Marker,

    /// <summary>A segment's sidecar: sizes, offsets, positions.</summary>
    Index,

    /// <summary>The aborted transactions in a sidecar differ from those in the log.</summary>
    AbortedIndex,

    /// <summary>A snapshot of the producers differs from the log.</summary>
    Snapshot,

    /// <summary>An open transaction that nobody will end: readers of committed data would stop there for ever.</summary>
    LastStableOffset,

    /// <summary>A producer id that was never given out.</summary>
    ProducerId,

    /// <summary>A broken entry in a log of the broker's own.</summary>
    InternalLog,

    /// <summary>A transactional id whose state contradicts itself.</summary>
    Transaction,

    /// <summary>A group's state or its held offsets.</summary>
    Group,
}

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Receives what an internal log holds: the latest value of every key, in no particular order.</summary>
internal delegate void InternalLogVisitor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>
/// A small durable key → value log of the broker itself (group metadata, committed offsets, transactions later). Append only, CRC per entry, compacts itself.
/// Keys stay in memory, values on disk. All members may be called from any thread; entries keep the order of the calls.
/// </summary>
internal sealed class InternalLog
{
    public string Name { get; } = "";

    /// <summary>Keys that have a value.</summary>
    public int Count { get; }

    /// <summary>Shows every live entry. Call once after opening, before the first append.</summary>
    public void Replay(InternalLogVisitor visitor) => throw new NotSupportedException();

    /// <summary>
    /// Writes an entry; an empty <paramref name="value"/> removes the key. Gives the position to wait for with <see cref="RegisterFlushWaiter"/>, or
    /// throws <see cref="EmbeddedKafkaException"/> when the disk refuses.
    /// </summary>
    public long Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    /// <summary>False when the position is on disk already or the store's policy does not wait; nothing was registered. True: the waiter is told once.</summary>
    public bool RegisterFlushWaiter(long position, IFlushWaiter waiter, long token) => throw new NotSupportedException();

    /// <summary>Forces everything appended so far to disk before returning, whatever the store's flush policy.</summary>
    public void Flush() => throw new NotSupportedException();
}

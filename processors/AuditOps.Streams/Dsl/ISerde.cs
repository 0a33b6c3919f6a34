using System.Buffers;

namespace AuditOps.Streams;

/// <summary>Turns values into bytes and back. Used by one worker at a time, but shared by all workers of an app: keep it free of state, or thread-safe.</summary>
public interface ISerde<T>
{
    /// <summary>Reads one value. An absent value (a tombstone) arrives as empty bytes.</summary>
    /// <param name="data">The record's value. The array is not reused, so the result may keep slices of it.</param>
    /// <exception cref="RecordException">The bytes are not a value and never will be.</exception>
    /// <exception cref="NotYetException">The bytes need something that has not arrived.</exception>
    T Deserialize(ReadOnlyMemory<byte> data);

    void Serialize(T value, IBufferWriter<byte> output);
}

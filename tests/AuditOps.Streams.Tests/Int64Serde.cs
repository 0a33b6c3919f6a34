using System.Buffers;
using System.Buffers.Binary;

namespace AuditOps.Streams.Tests;

internal sealed class Int64Serde : ISerde<long>
{
    public long Deserialize(ReadOnlyMemory<byte> data) =>
        data.Length == sizeof(long) ? BinaryPrimitives.ReadInt64BigEndian(data.Span) : throw new RecordException("Undecodable", "not eight bytes");

    public void Serialize(long value, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }
}

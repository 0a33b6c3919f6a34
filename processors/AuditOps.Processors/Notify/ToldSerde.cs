using System.Buffers;
using System.Buffers.Binary;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Notify;

/// <summary>18 bytes: revision, Unix milliseconds (both 8 bytes, big-endian), severity, flags (1 closed, 2 historical, 4 testing).</summary>
internal sealed class ToldSerde : ISerde<Told>
{
    private const int Length = 18;
    private const byte Closed = 1;
    private const byte Historical = 2;
    private const byte Testing = 4;

    public Told Deserialize(ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        if (bytes.Length != Length)
            throw new ProcessorException(ProcessorErrorCode.StateCorrupt, $"A record of what was told of an alert has {bytes.Length} bytes instead of {Length}.");
        var flags = bytes[17];
        return new Told(
            BinaryPrimitives.ReadInt64BigEndian(bytes), (AlertSeverity)bytes[16], (flags & Closed) != 0, (flags & Historical) != 0, (flags & Testing) != 0,
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[8..])));
    }

    public void Serialize(Told value, IBufferWriter<byte> output)
    {
        var bytes = output.GetSpan(Length);
        BinaryPrimitives.WriteInt64BigEndian(bytes, value.Revision);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], value.At.ToUnixTimeMilliseconds());
        bytes[16] = (byte)value.Severity;
        bytes[17] = (byte)((value.IsClosed ? Closed : 0) | (value.IsHistorical ? Historical : 0) | (value.IsTesting ? Testing : 0));
        output.Advance(Length);
    }
}

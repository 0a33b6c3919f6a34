using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Settings;

/// <summary>What the metadata log keeps under a key. A binding has nothing beside its key.</summary>
internal sealed class MetadataValue : IMessage
{
    /// <summary>Layout of the fields below; another number is not read.</summary>
    public const sbyte Layout = 1;

    public sbyte LayoutVersion = Layout;

    /// <summary>Value of a setting.</summary>
    public string? Text;
    public int Iterations;
    public byte[]? Salt;
    public byte[]? StoredKey;
    public byte[]? ServerKey;

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Int8(ref LayoutVersion);
        if (LayoutVersion != Layout) throw new MalformedRequestException($"layout {LayoutVersion} of an entry of the metadata log is not known");
        wire.NullableString(ref Text);
        wire.Int32(ref Iterations);
        wire.NullableBytes(ref Salt);
        wire.NullableBytes(ref StoredKey);
        wire.NullableBytes(ref ServerKey);
    }
}

using System.Buffers;
using System.Text;
using AuditOps.Streams;

namespace AuditOps.Processors;

/// <summary>UTF-8 text, for the keys of stores.</summary>
internal sealed class TextSerde : ISerde<string>
{
    public static TextSerde Instance { get; } = new();

    public string Deserialize(ReadOnlyMemory<byte> data) => Encoding.UTF8.GetString(data.Span);

    public void Serialize(string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value, output);
}

using System.Buffers;
using System.Text;

namespace AuditOps.Streams.Tests;

/// <summary>Text values; <c>bad</c> anywhere in the text makes it undecodable.</summary>
internal sealed class Utf8Serde : ISerde<string>
{
    public string Deserialize(ReadOnlyMemory<byte> data)
    {
        var text = Encoding.UTF8.GetString(data.Span);
        return text.Contains("bad", StringComparison.Ordinal) ? throw new RecordException("Undecodable", "the text is bad") : text;
    }

    public void Serialize(string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value, output);
}

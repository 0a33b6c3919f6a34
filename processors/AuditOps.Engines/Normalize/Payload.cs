using System.Text.Json;

namespace AuditOps.Engines.Normalize;

/// <summary>A parsed payload and the bytes that identify its content.</summary>
/// <param name="Document">Pooled; disposed with this.</param>
/// <param name="Content">What the content hash covers: the payload, or for a Purview row the record inside it.</param>
internal readonly record struct Payload(JsonDocument Document, ReadOnlyMemory<byte> Content) : IDisposable
{
    public JsonElement Root => Document.RootElement;

    public void Dispose() => Document.Dispose();
}

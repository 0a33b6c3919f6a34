using System.Buffers;
using System.Text.Json;

namespace AuditOps.Collectors.Posture;

/// <summary>
/// Values of <c>posture.v1</c>, JSON. An object: <c>{"tenant","kind","id","snapshot","collected_at","object":…}</c> with the object's bytes as Graph gave them. A manifest, under the kind
/// <c>manifest</c> and the id <c>latest</c>: <c>{"tenant","snapshot","began","ended","counts":{kind: number},"incomplete":[kind]}</c>, written at the end of a snapshot; of an incomplete
/// kind objects may be missing, or be older than the snapshot.
/// </summary>
internal static class PostureValue
{
    public const string ManifestKind = "manifest";
    public const string ManifestId = "latest";

    public static byte[] Of(string tenant, string kind, string id, string snapshot, DateTimeOffset at, ReadOnlySpan<byte> content)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("tenant"u8, tenant);
            json.WriteString("kind"u8, kind);
            json.WriteString("id"u8, id);
            json.WriteString("snapshot"u8, snapshot);
            json.WriteString("collected_at"u8, at);
            json.WritePropertyName("object"u8);
            json.WriteRawValue(content, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Manifest(string tenant, string snapshot, DateTimeOffset began, DateTimeOffset ended, IReadOnlyDictionary<string, int> counts, IReadOnlyList<string> incomplete) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["tenant"] = tenant, ["snapshot"] = snapshot, ["began"] = began, ["ended"] = ended, ["counts"] = counts, ["incomplete"] = incomplete });

    /// <summary>The bytes of the object in a value; the whole value where it holds none.</summary>
    public static ReadOnlySpan<byte> ObjectIn(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = 130 });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("object"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (found) return value[start..(int)reader.BytesConsumed];
            }
        }
        catch (JsonException)
        {
            // Not one of ours: it is written anew.
        }

        return value;
    }
}

using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Json;
using Confluent.Kafka;

namespace AuditOps.Host.Tail;

/// <summary>One record as a JSON object: where it is, key, headers, and the value by its schema, as the JSON it is, or as bytes.</summary>
internal sealed class RecordText(ISchemaSource schemas)
{
    private static readonly JsonDocumentOptions Plain = new() { MaxDepth = 128 };

    public string Write(ConsumeResult<byte[], byte[]> record, bool indented)
    {
        using var stream = new MemoryStream();
        var known = Value(record.Message.Value, indented);
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented }))
        {
            json.WriteStartObject();
            json.WriteString("topic", record.Topic);
            json.WriteNumber("partition", record.Partition.Value);
            json.WriteNumber("offset", record.Offset.Value);
            if (record.Message.Timestamp.UnixTimestampMs >= 0) json.WriteString("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(record.Message.Timestamp.UnixTimestampMs));
            Bytes(json, "key", record.Message.Key);
            if (record.Message.Headers is { Count: > 0 } headers)
            {
                json.WriteStartObject("headers");
                foreach (var header in headers) Bytes(json, header.Key, header.GetValueBytes());
                json.WriteEndObject();
            }

            if (known.Schema is not null) json.WriteString("schema", known.Schema);
            json.WritePropertyName("value");
            json.WriteRawValue(known.Json);
            if (known.Remark is not null) json.WriteString("remark", known.Remark);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private (string? Schema, string Json, string? Remark) Value(byte[]? value, bool indented)
    {
        if (value is null) return (null, "null", "tombstone");
        string? remark = null;
        if (value.Length >= SingleObject.HeaderLength && value[0] == 0xC3 && value[1] == 0x01)
        {
            try
            {
                using var stream = new MemoryStream();
                string schema;
                using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented })) schema = AvroJson.Write(value, schemas, json);
                return (schema, Encoding.UTF8.GetString(stream.ToArray()), null);
            }
            catch (Exception exception) when (exception is AvroException or InvalidOperationException)
            {
                // Bytes that no schema fits are shown as they are.
                remark = exception.Message;
            }
        }
        else if (value.Length > 0 && value[0] is (byte)'{' or (byte)'[')
        {
            try
            {
                using var document = JsonDocument.Parse(value, Plain);
                return (null, document.RootElement.GetRawText(), null);
            }
            catch (JsonException exception)
            {
                remark = exception.Message;
            }
        }

        return (null, JsonSerializer.Serialize(new { base64 = Convert.ToBase64String(value) }), remark);
    }

    private static void Bytes(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        json.WritePropertyName(name);
        if (bytes is null) json.WriteNullValue();
        else AvroJson.WriteBytes(bytes, json);
    }
}

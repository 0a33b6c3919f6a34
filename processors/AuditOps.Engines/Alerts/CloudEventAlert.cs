using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>An OCSF finding inside a CloudEvents 1.0 envelope in JSON (structured mode, <see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md"/>).</summary>
public static class CloudEventAlert
{
    private const string Prefix = "ce_";

    /// <summary>The attributes of the event by their names, without prefix.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Attributes(Alert alert) =>
        OcsfFinding.Headers(alert).Where(header => header.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(header => new KeyValuePair<string, string>(header.Key[Prefix.Length..], Encoding.UTF8.GetString(header.Value)));

    /// <param name="alert">The alert.</param>
    /// <param name="productVersion">Version of the product that speaks.</param>
    /// <param name="link">Where people read more; null for no link.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(Alert alert, string productVersion, Uri? link, IBufferWriter<byte> output)
    {
        var finding = new ArrayBufferWriter<byte>();
        OcsfFinding.Write(alert, productVersion, finding);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        foreach (var (name, value) in Attributes(alert))
            json.WriteString(name, value);
        json.WriteString("datacontenttype", "application/json");
        if (link is not null)
            json.WriteString("alerturl", link.AbsoluteUri);
        json.WritePropertyName("data");
        json.WriteRawValue(finding.WrittenSpan, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
    }
}

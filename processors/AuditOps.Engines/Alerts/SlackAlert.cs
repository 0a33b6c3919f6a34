using System.Buffers;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>
/// An alert as a message of a Slack incoming webhook (<see href="https://docs.slack.dev/reference/block-kit/blocks"/>). Everything that an event brought stands in plain text
/// objects with &amp;, &lt; and &gt; escaped, so that no value can mention a channel, hide a link or format anything.
/// </summary>
public static class SlackAlert
{
    // Slack's own limits: 150 characters of a header, 3,000 of a text, 2,000 of a field, each counted after escaping.
    private const int MaxHeader = 150;
    private const int MaxText = 2_900;
    private const int MaxField = 300;

    /// <param name="alert">The alert.</param>
    /// <param name="link">Where people read more; null for no link.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(Alert alert, Uri? link, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("text", Text(AlertFacts.Heading(alert), MaxText));
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("color", Color(alert.Facts.Severity));
        json.WriteStartArray("blocks");
        Block(json, "header", "text", Text(AlertFacts.Heading(alert), MaxHeader));
        var message = Text(AlertFacts.Message(alert), MaxText);
        if (message.Length > 0)
            Block(json, "section", "text", message);
        json.WriteStartObject();
        json.WriteString("type", "section");
        json.WriteStartArray("fields");
        foreach (var (label, value) in AlertFacts.Of(alert))
            Plain(json, $"{label.Replace("&", "&amp;", StringComparison.Ordinal)}: {Text(value, MaxField)}");
        json.WriteEndArray();
        json.WriteEndObject();
        if (link is not null)
            Button(json, link);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <param name="digest">Many alerts.</param>
    /// <param name="list">Where people find all of them; null for no link.</param>
    /// <param name="link">Where people read more about one; null for no link.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(AlertDigest digest, Uri? list, Func<Alert, Uri?> link, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("text", Text(digest.Heading, MaxText));
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("color", Color(digest.Severity));
        json.WriteStartArray("blocks");
        Block(json, "header", "text", Text(digest.Heading, MaxHeader));
        Block(json, "section", "text", Text(digest.Message, MaxText));
        Block(json, "section", "text", Counts("Rules", digest.Rules));
        Block(json, "section", "text", Counts("Tenants", digest.Tenants));
        if (digest.Shown.Count > 0)
            Block(json, "section", "text", string.Join('\n', digest.Shown.Select((alert, i) => $"{i + 1}. {Text(alert.Facts.Title, MaxField)}: {Text(AlertFacts.Message(alert), MaxField)}").Prepend("The first of them:")));
        if (list is not null)
        {
            json.WriteStartObject();
            json.WriteString("type", "actions");
            json.WriteStartArray("elements");
            Element(json, "Open all", list);
            for (var i = 0; i < digest.Shown.Count; i++)
            {
                if (link(digest.Shown[i]) is { } one)
                    Element(json, $"Open {i + 1}", one);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static string Counts(string what, IReadOnlyList<(string Name, int Count)> names) =>
        string.Join('\n', AlertDigest.Most(names).Select(one => $"{one.Count} × {Text(one.Name, MaxField)}").Prepend($"{what}:"));

    private static void Block(Utf8JsonWriter json, string type, string name, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WritePropertyName(name);
        Plain(json, text);
        json.WriteEndObject();
    }

    private static void Plain(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "plain_text");
        json.WriteString("text", text);
        json.WriteBoolean("emoji", false);
        json.WriteEndObject();
    }

    private static void Button(Utf8JsonWriter json, Uri link)
    {
        json.WriteStartObject();
        json.WriteString("type", "actions");
        json.WriteStartArray("elements");
        Element(json, "Open", link);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Element(Utf8JsonWriter json, string text, Uri link)
    {
        json.WriteStartObject();
        json.WriteString("type", "button");
        json.WritePropertyName("text");
        Plain(json, text);
        json.WriteString("url", link.AbsoluteUri);
        json.WriteEndObject();
    }

    /// <summary>Escaping makes text longer, so it is cut until what comes out of it fits.</summary>
    private static string Text(string? text, int most)
    {
        for (var allowed = most; ; allowed = allowed * 2 / 3)
        {
            var escaped = ShownText.Clean(text, allowed)
                .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
            if (escaped.Length <= most)
                return escaped;
        }
    }

    private static string Color(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "#b91c1c",
        AlertSeverity.High => "#ef4444",
        AlertSeverity.Medium => "#f97316",
        AlertSeverity.Low => "#3b82f6",
        _ => "#6b7280",
    };
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>
/// An alert as the message that a Teams workflow takes: one attachment with an Adaptive Card 1.4 (<see href="https://adaptivecards.io/explorer/"/>). Texts of a card are
/// markdown, so everything that an event brought has its marks escaped.
/// </summary>
public static class TeamsAlert
{
    // Teams refuses messages above 28 KB; eleven texts of these lengths, escaped, stay below.
    private const int MaxText = 1_000;
    private const int MaxFact = 300;
    private const string Marks = "\\`*_{}[]()#+-!~|<>&";

    /// <param name="alert">The alert.</param>
    /// <param name="link">Where people read more; null for no link.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(Alert alert, Uri? link, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        Begin(json);
        Block(json, Text(AlertFacts.Heading(alert), MaxFact), isTitle: true, Color(alert.Facts.Severity));
        var message = Text(AlertFacts.Message(alert), MaxText);
        if (message.Length > 0)
            Block(json, message, isTitle: false, "Default");
        Facts(json, AlertFacts.Of(alert).Select(static fact => (fact.Label, Text(fact.Value, MaxFact))));
        End(json, link is null ? [] : [("Open", link)]);
    }

    /// <param name="digest">Many alerts.</param>
    /// <param name="list">Where people find all of them; null for no link.</param>
    /// <param name="link">Where people read more about one; null for no link.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(AlertDigest digest, Uri? list, Func<Alert, Uri?> link, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        Begin(json);
        Block(json, Text(digest.Heading, MaxFact), isTitle: true, Color(digest.Severity));
        Block(json, Text(digest.Message, MaxText), isTitle: false, "Default");
        Facts(json, AlertDigest.Most(digest.Rules).Select(static one => ($"{one.Count} ×", Text(one.Name, MaxFact))));
        Facts(json, AlertDigest.Most(digest.Tenants).Select(static one => ($"{one.Count} ×", Text(one.Name, MaxFact))));
        if (digest.Shown.Count > 0)
            Facts(json, digest.Shown.Select(static (alert, i) => ($"{i + 1}.", Text($"{alert.Facts.Title}: {AlertFacts.Message(alert)}", MaxFact))));
        var links = new List<(string, Uri)>();
        if (list is not null)
            links.Add(("Open all", list));
        for (var i = 0; i < digest.Shown.Count; i++)
        {
            if (link(digest.Shown[i]) is { } one)
                links.Add(($"Open {i + 1}", one));
        }

        End(json, links);
    }

    private static void Begin(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl");
        json.WriteStartObject("content");
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.4");
        json.WriteStartArray("body");
    }

    private static void End(Utf8JsonWriter json, IReadOnlyList<(string Title, Uri Link)> links)
    {
        json.WriteEndArray();
        if (links.Count > 0)
        {
            json.WriteStartArray("actions");
            foreach (var (title, link) in links)
            {
                json.WriteStartObject();
                json.WriteString("type", "Action.OpenUrl");
                json.WriteString("title", title);
                json.WriteString("url", link.AbsoluteUri);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static void Facts(Utf8JsonWriter json, IEnumerable<(string Label, string Value)> facts)
    {
        json.WriteStartObject();
        json.WriteString("type", "FactSet");
        json.WriteStartArray("facts");
        foreach (var (label, value) in facts)
        {
            json.WriteStartObject();
            json.WriteString("title", label);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Block(Utf8JsonWriter json, string text, bool isTitle, string color)
    {
        json.WriteStartObject();
        json.WriteString("type", "TextBlock");
        json.WriteString("text", text);
        json.WriteBoolean("wrap", true);
        if (isTitle)
        {
            json.WriteString("weight", "Bolder");
            json.WriteString("size", "Medium");
        }

        json.WriteString("color", color);
        json.WriteEndObject();
    }

    private static string Text(string? text, int most)
    {
        var clean = ShownText.Clean(text, most);
        var escaped = new StringBuilder(clean.Length + 16);
        foreach (var c in clean)
        {
            if (Marks.Contains(c, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string Color(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical or AlertSeverity.High => "Attention",
        AlertSeverity.Medium => "Warning",
        AlertSeverity.Low => "Good",
        _ => "Default",
    };
}

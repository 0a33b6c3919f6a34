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
        Block(json, Text(AlertFacts.Heading(alert), MaxFact), isTitle: true, Color(alert.Facts.Severity));
        var message = Text(AlertFacts.Message(alert), MaxText);
        if (message.Length > 0)
            Block(json, message, isTitle: false, "Default");
        json.WriteStartObject();
        json.WriteString("type", "FactSet");
        json.WriteStartArray("facts");
        foreach (var (label, value) in AlertFacts.Of(alert))
        {
            json.WriteStartObject();
            json.WriteString("title", label);
            json.WriteString("value", Text(value, MaxFact));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        if (link is not null)
            Open(json, link);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
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

    private static void Open(Utf8JsonWriter json, Uri link)
    {
        json.WriteStartArray("actions");
        json.WriteStartObject();
        json.WriteString("type", "Action.OpenUrl");
        json.WriteString("title", "Open");
        json.WriteString("url", link.AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndArray();
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

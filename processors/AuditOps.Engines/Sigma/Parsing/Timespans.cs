using System.Globalization;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Times as Sigma writes them: a number and s, m, h, d, or w, M (30 days), y (365 days).</summary>
internal static class Timespans
{
    private const long Day = 86_400;

    /// <summary>The value of a key; null when it is absent.</summary>
    public static TimeSpan? Read(SigmaMap map, string key)
    {
        if (MetadataReader.Text(map, key) is not { } text)
            return null;
        var line = map.Entry(key)!.Line;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw new SigmaSyntaxException(line, $"'{text}' is no timespan such as 30s, 15m, 12h or 7d.");
        var seconds = number * text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => Day,
            'w' => 7 * Day,
            'M' => 30 * Day,
            'y' => 365 * Day,
            _ => throw new SigmaSyntaxException(line, $"'{text}' is no timespan such as 30s, 15m, 12h or 7d."),
        };
        return seconds <= 10 * 365 * Day ? TimeSpan.FromSeconds(seconds) : throw new SigmaSyntaxException(line, "the timespan is longer than ten years.");
    }
}

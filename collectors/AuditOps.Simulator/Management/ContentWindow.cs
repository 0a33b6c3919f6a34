using System.Globalization;

namespace AuditOps.Simulator.Management;

/// <summary>The stretch of <c>contentCreated</c> that a listing asks for.</summary>
internal readonly record struct ContentWindow(DateTime Start, DateTime End)
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    private static readonly TimeSpan Widest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>Callers compute "seven days ago" before the request travels.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <returns>Null with an error code and message when the parameters are not allowed.</returns>
    public static ContentWindow? Of(string? start, string? end, DateTime now, out string code, out string message)
    {
        (code, message) = ("", "");
        if (string.IsNullOrEmpty(start) && string.IsNullOrEmpty(end)) return new ContentWindow(now - Widest, now);
        code = "AF20030";
        message = "Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time no more than 7 days in the past.";
        if (string.IsNullOrEmpty(start) || string.IsNullOrEmpty(end)) return null;
        if (!TryTime(start, out var from) || !TryTime(end, out var to))
        {
            (code, message) = ("AF20002", "Invalid parameter type: startTime. Expected type: DateTime");
            return null;
        }

        if (to <= from || to - from > Widest) return null;
        if (from >= now - Oldest - Slack) return new ContentWindow(from, to);
        code = "AF20055";
        return null;
    }

    private static bool TryTime(string text, out DateTime utc) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out utc);
}

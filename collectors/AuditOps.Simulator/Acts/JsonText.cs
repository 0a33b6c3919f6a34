using System.Globalization;

namespace AuditOps.Simulator.Acts;

internal static class JsonText
{
    /// <summary>Graph times: seven fractional digits and Z.</summary>
    public static string Graph(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Management records: seconds, no zone.</summary>
    public static string Management(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Management content: milliseconds and Z.</summary>
    public static string Content(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

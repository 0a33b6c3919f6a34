using System.Globalization;
using System.Text;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>
/// A CEF line as a syslog message of RFC 5424, framed by its length (RFC 6587, 3.4.1; RFC 5425, 4.3). The length, not a line end, tells where it ends, and CEF has no line end
/// inside it: nothing in an alert can begin a message of its own.
/// </summary>
internal static class SyslogMessage
{
    // "log audit"
    private const int Facility = 13;

    public static byte[] Create(Delivery delivery, Alert alert, string host)
    {
        var priority = Facility * 8 + Severity(alert.Facts.Severity);
        var time = alert.UpdatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"<{priority}>1 {time} {Ascii(host, 255)} AuditOps - {Ascii(delivery.Trigger, 32)} - {CefAlert.Format(alert, AlertBodies.Version)} cs4Label=delivery cs4={delivery.DeliveryId}");
        var message = Encoding.UTF8.GetBytes(line);
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} "));
        return [.. length, .. message];
    }

    // RFC 5424, table 2.
    private static int Severity(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => 2,
        AlertSeverity.High => 3,
        AlertSeverity.Medium => 4,
        AlertSeverity.Low => 5,
        _ => 6,
    };

    /// <summary>A header field: printable ASCII without blanks, "-" for nothing.</summary>
    private static string Ascii(string text, int most)
    {
        var clean = string.Concat(text.Where(static c => c is > ' ' and <= '~').Take(most));
        return clean.Length == 0 ? "-" : clean;
    }
}

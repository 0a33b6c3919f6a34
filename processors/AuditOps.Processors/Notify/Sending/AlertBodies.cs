using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>An alert in the form that a target takes.</summary>
internal static class AlertBodies
{
    private const string Json = "application/json";

    public static readonly string Version = typeof(AlertBodies).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static OutgoingBody Create(TargetOptions target, Delivery delivery, Alert alert, Uri? publicUrl)
    {
        var body = new ArrayBufferWriter<byte>(4 << 10);
        var link = LinkTo(alert, publicUrl);
        List<KeyValuePair<string, string>> headers = [new("auditops-trigger", delivery.Trigger)];
        if (link is not null && target.Kind is TargetKind.Webhook or TargetKind.Siem)
            headers.Add(new("auditops-alert-url", link.AbsoluteUri));
        var type = Json;
        switch (target.Kind, target.Format)
        {
            case (TargetKind.Slack, _):
                SlackAlert.Write(alert, link, body);
                break;
            case (TargetKind.Teams, _):
                TeamsAlert.Write(alert, link, body);
                break;
            case (TargetKind.SiemEvents, _):
                EventLines.WriteTest(target, alert, body);
                type = EventLines.ContentType;
                break;
            case (_, BodyFormat.CloudEvents):
                CloudEventAlert.Write(alert, Version, link, body);
                type = "application/cloudevents+json";
                break;
            case (_, BodyFormat.Ecs):
                EcsAlert.Write(alert, body);
                break;
            case (_, BodyFormat.SplunkHec):
                WriteHec(alert, body);
                break;
            default:
                OcsfFinding.Write(alert, Version, body);
                foreach (var (name, value) in CloudEventAlert.Attributes(alert))
                    headers.Add(new($"ce-{name}", Encoded(value)));
                break;
        }

        return new OutgoingBody(body.WrittenMemory, type, headers);
    }

    /// <summary>Many alerts in the form that people read.</summary>
    public static OutgoingBody Create(TargetOptions target, AlertDigest digest, Uri? publicUrl)
    {
        var body = new ArrayBufferWriter<byte>(4 << 10);
        var list = publicUrl is null ? null : ListOf(digest, publicUrl);
        if (target.Kind == TargetKind.Teams)
            TeamsAlert.Write(digest, list, alert => LinkTo(alert, publicUrl), body);
        else
            SlackAlert.Write(digest, list, alert => LinkTo(alert, publicUrl), body);
        return new OutgoingBody(body.WrittenMemory, Json, [new("auditops-trigger", "digest")]);
    }

    /// <summary>Where people find all of them, with the filters of the list of alerts.</summary>
    private static Uri ListOf(AlertDigest digest, Uri publicUrl)
    {
        var tenant = digest.Tenants.Count == 1 ? $"&tenant={Uri.EscapeDataString(digest.Tenants[0].Name)}" : "";
        var more = (digest.Shown.Any(static alert => alert.Facts.Historical) ? "&historical=true" : "") + (digest.Shown.Any(static alert => alert.Facts.Silent) ? "&testing=true" : "");
        return new Uri(publicUrl, $"alerts?severity={AlertNames.Of(digest.Severity)}&status=all{tenant}{more}");
    }

    /// <summary>Where people read more about an alert; null when nobody said where AuditOps is reached.</summary>
    public static Uri? LinkTo(Alert alert, Uri? publicUrl) =>
        publicUrl is null ? null : new Uri(publicUrl, $"alerts/{Uri.EscapeDataString(alert.AlertId)}");

    private static void WriteHec(Alert alert, ArrayBufferWriter<byte> output)
    {
        var finding = new ArrayBufferWriter<byte>();
        OcsfFinding.Write(alert, Version, finding);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WritePropertyName("time");
        json.WriteRawValue((alert.UpdatedAt.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture));
        json.WriteString("source", "auditops:alerts");
        json.WriteString("sourcetype", "_json");
        json.WritePropertyName("event");
        json.WriteRawValue(finding.WrittenSpan, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Values of the attributes in headers are percent-encoded where they are not plain ASCII, as the HTTP binding of CloudEvents asks.</summary>
    private static string Encoded(string value) => value.All(static c => c is > ' ' and <= '~' and not '"' and not '%') ? value : Uri.EscapeDataString(value);
}

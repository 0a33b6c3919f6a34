using System.Text.RegularExpressions;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Management;

/// <summary>What webhooks were told, and the names of sensitive types.</summary>
internal sealed partial class NotificationEndpoints(ManagementAccess access, TimeProvider time, Func<string> baseAddress)
{
    private static readonly string[] SensitiveTypes = ["Credit Card Number", "International Banking Account Number (IBAN)", "Passport Number"];

    public void Map(WebApplication app)
    {
        app.MapGet(ManagementAccess.Root + "subscriptions/notifications", ListAsync);
        app.MapGet(ManagementAccess.Root + "resources/dlpSensitiveTypes", NamesAsync);
    }

    private async Task ListAsync(string tenantId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is not { } tenant) return;
        if (await access.FeedAsync(context, tenant) is not { } feed) return;
        var query = context.Request.Query;
        if (ContentWindow.Of(query["startTime"], query["endTime"], time.GetUtcNow().UtcDateTime, out var code, out var message) is not { } window)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, code, message);
            return;
        }

        var sent = tenant.Notified.Of(feed).Where(notice => notice.Sent >= window.Start && notice.Sent < window.End);
        await Respond.ObjectAsync(context, sent.Select(notice =>
        {
            var fields = notice.Entry.ToNotification(tenant, feed, baseAddress());
            fields["notificationSent"] = JsonText.Content(notice.Sent);
            fields["notificationStatus"] = notice.Accepted ? "succeeded" : "failed";
            return fields;
        }));
    }

    private async Task NamesAsync(string tenantId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is null) return;
        var languages = context.Request.Headers.AcceptLanguage.ToString();
        if (languages.Contains(',')) await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20053", "Multiple languages in the Accept-Language header are not supported.");
        else if (languages.Length > 0 && !LanguageRange().IsMatch(languages)) await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20054", $"Invalid syntax in the Accept-Language header: {languages}.");
        else await Respond.ObjectAsync(context, SensitiveTypes.Select((name, i) => new { id = $"50842eb7-edc8-4019-85dd-5a5c1f2bb08{i}", name }));
    }

    /// <summary>One language range with its weight (RFC 9110, section 12.5.4).</summary>
    [GeneratedRegex(@"^\s*(\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)\s*(;\s*q=(0(\.\d{0,3})?|1(\.0{0,3})?))?\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex LanguageRange();
}

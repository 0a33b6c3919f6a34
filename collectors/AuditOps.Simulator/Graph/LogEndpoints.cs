using System.Text;
using System.Text.Json;
using AuditOps.Simulator.Faults;
using AuditOps.Simulator.Graph.OData;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Graph;

/// <summary>Graph's logs: directory audits, sign-ins, Intune audit events, risk detections.</summary>
internal sealed class LogEndpoints(GraphAccess access, Func<string> baseAddress)
{
    public void Map(WebApplication app)
    {
        foreach (var log in GraphLogs.All)
            app.MapGet($"/v1.0/{log.Path}", context => HandleAsync(log, context));
    }

    private async Task HandleAsync(GraphLog log, HttpContext context)
    {
        if (await access.EnterAsync(context, log.Permission) is not { } tenant) return;
        LogQuery query;
        try
        {
            query = LogQuery.Of(context.Request.Query, log, tenant, access.Now);
        }
        catch (ODataException refused)
        {
            await access.BadRequestAsync(context, refused.Message);
            return;
        }

        using var records = PageBuffer.Rent();
        var next = FaultMarks.Has(context, FaultKind.EmptyPage) && query.After is not { Empty: true } ? query.SamePlace(access.Now) : LogReader.Fill(tenant, log, query, records);
        using var page = PageBuffer.Rent();
        page.Text("{\"@odata.context\":"u8);
        page.Text(JsonSerializer.SerializeToUtf8Bytes($"{baseAddress()}/v1.0/$metadata#{log.Path}"));
        // In front of the records, as Graph writes it: a page that is cut off has its link all the same.
        if (next is { } token)
        {
            page.Text(",\"@odata.nextLink\":"u8);
            page.Text(JsonSerializer.SerializeToUtf8Bytes(NextLink(context, log, token.Text(query.Owner)), UnescapedJson.Options));
        }

        page.Text(",\"value\":["u8);
        page.Text(records.Bytes.Span);
        page.Text("]}"u8);
        await Respond.BytesAsync(context, page.Bytes);
    }

    /// <summary>Absolute, with all options of the call.</summary>
    private string NextLink(HttpContext context, GraphLog log, string token)
    {
        var link = new StringBuilder($"{(FaultMarks.Has(context, FaultKind.ForeignLink) ? FaultMarks.ForeignHost : baseAddress())}/v1.0/{log.Path}?");
        foreach (var (name, value) in context.Request.Query)
        {
            if (name.Equals("$skiptoken", StringComparison.OrdinalIgnoreCase)) continue;
            link.Append(name).Append('=').Append(Uri.EscapeDataString(value.ToString())).Append('&');
        }

        return link.Append("$skiptoken=").Append(token).ToString();
    }
}

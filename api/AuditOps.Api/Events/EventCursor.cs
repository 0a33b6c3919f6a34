using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Events;

/// <summary>The cursor of the event list.</summary>
internal static class EventCursor
{
    public static string Write(Caller caller, ListEventsParameters parameters, EventKey last) => Cursor.Write(
        caller.CursorKey, Purpose(parameters), last.EventTime.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Tenant, last.Source, last.EventId);

    public static EventKey? Read(Caller caller, ListEventsParameters parameters, string cursor) =>
        Cursor.Read(caller.CursorKey, Purpose(parameters), cursor) is { } parts
            ? new EventKey(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2], parts[3])
            : null;

    // The page size is not part of it: a caller may ask for bigger pages half-way.
    private static string Purpose(ListEventsParameters p) => string.Join(
        '\u001f', "events", p.Tenant, p.Source, p.Workload, p.Category, p.Operation, p.Outcome, p.Actor, p.Ip, p.From, p.To, p.Q);
}

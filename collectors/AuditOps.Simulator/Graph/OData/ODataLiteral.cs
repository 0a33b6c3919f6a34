namespace AuditOps.Simulator.Graph.OData;

/// <summary>A value in a <c>$filter</c>; exactly one property is set, or none for <c>null</c>.</summary>
internal sealed record ODataLiteral(string? Text = null, DateTime? Time = null, double? Number = null, bool? Truth = null);

namespace AuditOps.Engines.Sigma.Sql;

/// <summary>A condition over the table <c>events</c>. Its text is made of our own words and places (<c>{name:String}</c>) alone; whatever a rule says travels beside it.</summary>
/// <param name="Text">For a WHERE; true for every event that the rules match, and for others unless it is exact.</param>
/// <param name="Parameters">Values of the places, all of type String.</param>
/// <param name="IsExact">It is true for no other event.</param>
public sealed record SqlCondition(string Text, IReadOnlyList<KeyValuePair<string, string>> Parameters, bool IsExact);

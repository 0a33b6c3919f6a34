using System.Text;
using System.Text.Json;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// Notices while a list's member is read whether it is a named value: one member says its name (Name, Key or DisplayName), another its value (Value, NewValue or
/// OldValue). Parameters of cmdlets, extended properties and changed properties of directory objects come so.
/// </summary>
internal ref struct ListEntry
{
    private bool _nameNext;
    private bool _named;

    /// <summary>Where wanted paths go on under the value's name; null when none does, or before the name is seen.</summary>
    public PathNode? Wanted { get; private set; }

    public bool HasValue { get; private set; }

    /// <summary>There is a member <c>Value</c>; otherwise <c>NewValue</c> is the value.</summary>
    public bool HasCurrent { get; private set; }

    public void See(ref readonly Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        _nameNext = false;
        switch (name.Length)
        {
            case 3:
                _nameNext = Ascii.EqualsIgnoreCase(name, "key"u8);
                break;
            case 4:
                _nameNext = Ascii.EqualsIgnoreCase(name, "name"u8);
                break;
            case 11:
                _nameNext = Ascii.EqualsIgnoreCase(name, "displayname"u8);
                break;
            case 5 when Ascii.EqualsIgnoreCase(name, "value"u8):
                HasCurrent = HasValue = true;
                break;
            case 8 when Ascii.EqualsIgnoreCase(name, "newvalue"u8) || Ascii.EqualsIgnoreCase(name, "oldvalue"u8):
                HasValue = true;
                break;
        }
    }

    /// <summary>Looks at the value of the member that <see cref="See"/> saw; the first name counts.</summary>
    public void SeeValue(ref readonly Utf8JsonReader reader, PathNode node)
    {
        if (!_nameNext || _named || reader.TokenType != JsonTokenType.String)
            return;
        _named = true;
        Wanted = node.Find(in reader);
    }

    public static bool IsValue(ref readonly Utf8JsonReader reader, bool current) =>
        current ? Ascii.EqualsIgnoreCase(reader.ValueSpan, "value"u8) : Ascii.EqualsIgnoreCase(reader.ValueSpan, "newvalue"u8);
}

using System.Text;
using System.Text.Json;
using AuditOps.Engines.Sigma.Fields;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// Reads the wanted values out of a record's bytes in one pass. Lists are looked through: the members of a list count for the list's name, also on the way down a
/// path; of a list of named values (<c>{Name, Value}</c>, <c>{DisplayName, NewValue}</c>) a member also goes by its name. A path that goes on below a string looks
/// into JSON that the string holds, as table exports have it.
/// </summary>
internal sealed class EventReader(PathNode root, PathEnd? leaves, EventValues values, ValueTransform?[] transforms)
{
    /// <summary>Strings with JSON that are looked into, within each other.</summary>
    private const int MaxInner = 3;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = Normalize.EventNormalizer.MaxDepth };

    private int _inner;

    private bool WantsLeaves => leaves is not null && _inner == 0;

    public MatchStatus Read(ReadOnlySpan<byte> record)
    {
        values.Clear();
        _inner = 0;
        if (record.StartsWith(Encoding.UTF8.Preamble))
            record = record[Encoding.UTF8.Preamble.Length..];
        try
        {
            var reader = new Utf8JsonReader(record, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return MatchStatus.NotAnObject;
            Members(ref reader, root, record, track: false);
            return reader.Read() ? MatchStatus.NotJson : MatchStatus.Read;
        }
        catch (JsonException)
        {
            values.Clear();
            return MatchStatus.NotJson;
        }
    }

    private void Members(ref Utf8JsonReader reader, PathNode? node, ReadOnlySpan<byte> json, bool track)
    {
        var named = default(ListEntry);
        var start = track ? reader : default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = node?.Find(in reader);
            if (track)
                named.See(in reader);
            reader.Read();
            if (track)
                named.SeeValue(in reader, node!);
            if (child is not null || WantsLeaves)
                Value(ref reader, child, json, member: false);
            else
                reader.Skip();
        }

        if (named is { Wanted: { } wanted, HasValue: true })
            Named(start, wanted, json, named.HasCurrent);
    }

    /// <summary>Reads a named value again under its name: its value as the value of the name, its members as members of the name.</summary>
    private void Named(Utf8JsonReader start, PathNode node, ReadOnlySpan<byte> json, bool current)
    {
        _inner++;
        var reader = start;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = ListEntry.IsValue(in reader, current);
            reader.Read();
            if (isValue)
                Value(ref reader, node, json, member: false);
            else
                reader.Skip();
        }

        if (node.HasChildren)
            Members(ref start, node, json, track: false);
        _inner--;
    }

    private void Value(ref Utf8JsonReader reader, PathNode? node, ReadOnlySpan<byte> json, bool member)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var start = (int)reader.TokenStartIndex;
                Members(ref reader, node, json, track: member && node is { HasChildren: true });
                if (!member && node is { Ends.Length: > 0 })
                    Json(node, json[start..(int)reader.BytesConsumed]);
                break;
            case JsonTokenType.StartArray:
                List(ref reader, node, json, member);
                break;
            case JsonTokenType.Null:
                Null(node);
                break;
            case JsonTokenType.String:
                Text(ref reader, node);
                break;
            default:
                var kind = reader.TokenType == JsonTokenType.Number ? EventValueKind.Number : EventValueKind.Boolean;
                var length = Encoding.ASCII.GetChars(reader.ValueSpan, values.Room(reader.ValueSpan.Length));
                Scalar(node, kind, values.Advance(length), length);
                break;
        }
    }

    /// <summary>Each member counts; the list as a whole only when it is empty or holds more than plain values.</summary>
    private void List(ref Utf8JsonReader reader, PathNode? node, ReadOnlySpan<byte> json, bool member)
    {
        var start = (int)reader.TokenStartIndex;
        var plain = false;
        var structured = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                structured = true;
            else
                plain = true;
            Value(ref reader, node, json, member: true);
        }

        if (!member && node is { Ends.Length: > 0 } && (structured || !plain))
            Json(node, json[start..(int)reader.BytesConsumed]);
    }

    private void Text(ref Utf8JsonReader reader, PathNode? node)
    {
        if (node is { Ends.Length: > 0 } || WantsLeaves)
        {
            var room = values.Room(reader.ValueSpan.Length);
            int length;
            try
            {
                length = reader.CopyString(room);
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair, or bytes that are not UTF-8: no text, so the value is what is written.
                length = Encoding.UTF8.GetChars(reader.ValueSpan, room);
            }

            Scalar(node, EventValueKind.Text, values.Advance(length), length);
        }

        if (node is { HasChildren: true } && _inner < MaxInner)
            Inner(ref reader, node);
    }

    private void Inner(ref Utf8JsonReader reader, PathNode node)
    {
        var first = reader.ValueSpan.TrimStart(" \t\r\n"u8);
        if (first.IsEmpty || first[0] is not ((byte)'{' or (byte)'[' or (byte)'\\'))
            return;
        byte[] json;
        try
        {
            json = new byte[reader.ValueSpan.Length];
            json = json[..reader.CopyString(json)];
            var check = new Utf8JsonReader(json, Options);
            check.Read();
            if (check.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return;
            check.Skip();
            if (check.Read())
                return;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // Text that merely looks like JSON is a text like any other.
            return;
        }

        _inner++;
        var inner = new Utf8JsonReader(json, Options);
        inner.Read();
        if (inner.TokenType == JsonTokenType.StartObject)
            Members(ref inner, node, json, track: false);
        else
            Below(ref inner, node, json);
        _inner--;
    }

    /// <summary>The objects of a list inside a string: only what lies below them counts, the string itself is the value.</summary>
    private void Below(ref Utf8JsonReader reader, PathNode node, ReadOnlySpan<byte> json)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                Members(ref reader, node, json, track: true);
            else
                reader.Skip();
        }
    }

    private void Null(PathNode? node)
    {
        foreach (var end in node?.Ends ?? [])
        {
            if (transforms[end.Slot] is null)
                values.Add(end, EventValueKind.Null, 0, 0);
        }
    }

    private void Json(PathNode node, ReadOnlySpan<byte> written)
    {
        var length = Encoding.UTF8.GetChars(written, values.Room(written.Length));
        var start = values.Advance(length);
        foreach (var end in node.Ends)
        {
            if (transforms[end.Slot] is null)
                values.Add(end, EventValueKind.Json, start, length);
        }
    }

    private void Scalar(PathNode? node, EventValueKind kind, int start, int length)
    {
        if (WantsLeaves)
            values.Add(leaves!.Value, kind, start, length);
        foreach (var end in node?.Ends ?? [])
        {
            if (transforms[end.Slot] is not { } transform)
            {
                values.Add(end, kind, start, length);
                continue;
            }

            var other = transform.Apply(values.Chars(start, length));
            if (other.IsEmpty)
                continue;

            // The reading may be a part of the value itself; making room may move the buffer, but not what this span looks at.
            other.CopyTo(values.Room(other.Length));
            values.Add(end, EventValueKind.Text, values.Advance(other.Length), other.Length);
        }
    }
}

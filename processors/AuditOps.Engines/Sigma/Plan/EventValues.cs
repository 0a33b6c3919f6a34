using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The wanted values of one record, by slot. Reused from record to record without giving memory back; a matcher has one per plan.</summary>
internal sealed class EventValues(int slots) : IOwnValues
{
    private int _ownSlot;
    private readonly int[] _heads = new int[slots];
    private readonly int[] _ranks = new int[slots];
    private readonly int[] _filled = new int[slots];
    private EventValue[] _values = new EventValue[64];
    private char[] _chars = new char[4096];
    private int _filledCount;
    private int _valueCount;
    private int _charCount;

    /// <summary>The slots that have a value.</summary>
    public ReadOnlySpan<int> Filled => _filled.AsSpan(0, _filledCount);

    public void Clear()
    {
        foreach (var slot in Filled)
            _heads[slot] = 0;
        _filledCount = 0;
        _valueCount = 0;
        _charCount = 0;
    }

    /// <summary>Room for so many characters at the end; say afterwards with <see cref="Advance"/> how many were written.</summary>
    public Span<char> Room(int length)
    {
        if (_chars.Length - _charCount < length)
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _charCount + length));
        return _chars.AsSpan(_charCount);
    }

    /// <summary>Keeps written characters; returns where they start.</summary>
    public int Advance(int length)
    {
        var start = _charCount;
        _charCount += length;
        return start;
    }

    public ReadOnlySpan<char> Chars(int start, int length) => _chars.AsSpan(start, length);

    public void Add(PathEnd end, EventValueKind kind, int start, int length)
    {
        var head = _heads[end.Slot];
        if (head == 0)
        {
            _filled[_filledCount++] = end.Slot;
            _ranks[end.Slot] = end.Rank;
        }
        else if (end.Rank != _ranks[end.Slot])
        {
            // Two readings of one dotted path: the more literal one wins, whichever comes first in the record.
            if (end.Rank > _ranks[end.Slot])
                return;
            _ranks[end.Slot] = end.Rank;
            head = 0;
        }

        if (_valueCount == _values.Length)
            Array.Resize(ref _values, _valueCount * 2);
        _values[_valueCount] = new EventValue { Start = start, Length = length, Kind = kind, Next = head };
        _heads[end.Slot] = ++_valueCount;
    }

    /// <summary>Adds what the normalised event says.</summary>
    public void AddOwn(AuditEvent record, (int Slot, OwnField Read)[] fields)
    {
        foreach (var (slot, read) in fields)
        {
            _ownSlot = slot;
            read(record, this);
        }
    }

    void IOwnValues.Add(string? value)
    {
        if (value is null)
            return;
        value.CopyTo(Room(value.Length));
        Add(new PathEnd(_ownSlot, 0), EventValueKind.Text, Advance(value.Length), value.Length);
    }

    /// <summary>Steps through the values of a slot; start with 0, ends with false.</summary>
    public bool Next(int slot, ref int cursor, out EventValue value)
    {
        var at = cursor == 0 ? _heads[slot] : _values[cursor - 1].Next;
        if (at == 0)
        {
            value = default;
            return false;
        }

        cursor = at;
        value = _values[at - 1];
        return true;
    }

    public bool Has(int slot) => _heads[slot] != 0;

    public ReadOnlySpan<char> Text(in EventValue value) => _chars.AsSpan(value.Start, value.Length);
}

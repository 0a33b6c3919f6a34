using System.Text.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Acts;

/// <summary>Something that happened. What people do every day and what an attacker does are the same types, written by the same code, so that no field tells them apart.</summary>
internal abstract class Act
{
    /// <summary>The record's id is the first thing taken from the dice of its seed, whatever the act is.</summary>
    public static Guid IdOf(ulong seed) => new Dice(Mix.Of(seed, 1)).Guid();

    /// <summary>The id as it stands in the record.</summary>
    public virtual string RecordId(ulong seed) => IdOf(seed).ToString();

    public void Write(Utf8JsonWriter json, in Frame frame)
    {
        var dice = new Dice(Mix.Of(frame.Seed, 2));
        WriteRecord(json, in frame, ref dice);
    }

    protected abstract void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice);
}

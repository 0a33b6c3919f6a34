using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Shapes;

/// <summary>What one look at a record's own properties tells: enough to key and route it, without normalising it.</summary>
/// <param name="Shape">The wire form; <see cref="WireShape.Unknown"/> when no form fits or the bytes are not a JSON object.</param>
/// <param name="Source">Logical source, see <see cref="Sources"/>.</param>
/// <param name="RecordId">The record's own id; null when it has none that can stand for it.</param>
/// <param name="OrganizationId">The organisation the record names, lower case; null when it names none.</param>
/// <param name="AvailableAt">When the service made the record available, where the record says so.</param>
public readonly record struct RecognizedRecord(WireShape Shape, string Source, string? RecordId, string? OrganizationId, DateTimeOffset? AvailableAt)
{
    /// <inheritdoc cref="RecognizedRecord(WireShape, string, string, string, DateTimeOffset?)" path="/param[@name='RecordId']"/>
    /// <remarks>An id with a control character counts as none: a NUL cannot be written in an address, and nobody could ask for the event again.</remarks>
    public string? RecordId { get; init; } = HasControl(RecordId) ? null : RecordId;

    /// <summary>Bytes that tell nothing.</summary>
    public static RecognizedRecord Unknown { get; } = new(WireShape.Unknown, Sources.Other, null, null, null);

    private static bool HasControl(string? id)
    {
        if (id is null)
            return false;
        foreach (var character in id)
        {
            if (char.IsControl(character))
                return true;
        }

        return false;
    }
}

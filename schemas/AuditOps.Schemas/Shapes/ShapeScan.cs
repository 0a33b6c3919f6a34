using System.Text;
using System.Text.Json;

namespace AuditOps.Schemas.Shapes;

/// <summary>One pass over the properties of an object: which marks are there, and the few values that key and route it. Of a repeated property the last counts.</summary>
internal ref struct ShapeScan
{
    /// <summary>No source writes longer ids; a longer one cannot stand for the record.</summary>
    private const int MaxIdBytes = 1024;

    public ShapeMarks Marks;
    public string? Id;
    public string? OfficeId;
    public string? SourceRecordId;
    public string? EventDataId;
    public string? AuditEventId;
    public string? OrganizationId;
    public string? TenantId;
    public string? AadTenantId;
    public string? ResourceId;
    public string? Category;
    public string? Type;

    /// <summary>The marks and ids inside <c>properties</c>, which the diagnostic envelope wraps around the resource.</summary>
    public ShapeMarks InnerMarks;
    public string? InnerId;
    public string? InnerAuditEventId;
    public string? InnerEventDataId;

    public readonly bool Has(ShapeMarks all) => (Marks & all) == all;

    public readonly bool HasAny(ShapeMarks any) => (Marks & any) != 0;

    /// <summary>Reads the object at the reader's position (before its opening brace). False when it is not an object.</summary>
    public bool Read(ref Utf8JsonReader reader, bool inner)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        ReadMembers(ref reader, inner);
        return true;
    }

    private void ReadMembers(ref Utf8JsonReader reader, bool inner)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var mark = reader.ValueIsEscaped ? ShapeMarks.None : ShapeNames.Find(reader.ValueSpan);
            if (!reader.Read())
                return;
            if (mark != ShapeMarks.None && reader.TokenType != JsonTokenType.Null)
            {
                if (inner)
                    TakeInner(mark, ref reader);
                else
                    Take(mark, ref reader);
            }

            // TakeInner may have consumed a nested object; Skip on an end token does nothing.
            reader.Skip();
        }
    }

    private void Take(ShapeMarks mark, ref Utf8JsonReader reader)
    {
        Marks |= mark;
        switch (mark)
        {
            case ShapeMarks.Id: Id = Text(ref reader); break;
            case ShapeMarks.OfficeId: OfficeId = Text(ref reader); break;
            case ShapeMarks.SourceRecordId: SourceRecordId = Text(ref reader); break;
            case ShapeMarks.EventDataId: EventDataId = Text(ref reader); break;
            case ShapeMarks.AuditEventId: AuditEventId = Text(ref reader); break;
            case ShapeMarks.OrganizationId: OrganizationId = Text(ref reader); break;
            case ShapeMarks.TenantId: TenantId = Text(ref reader); break;
            case ShapeMarks.AadTenantId: AadTenantId = Text(ref reader); break;
            case ShapeMarks.ResourceId: ResourceId = Text(ref reader); break;
            case ShapeMarks.Category: Category = Text(ref reader); break;
            case ShapeMarks.Type: Type = Text(ref reader); break;
            case ShapeMarks.Properties: TakeProperties(ref reader); break;
            default: break;
        }
    }

    private void TakeProperties(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, inner: true);
        }
        else if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 1 && reader.GetString() is { } text && text.StartsWith('{'))
        {
            var nested = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = ShapeRecognizer.MaxDepth });
            Read(ref nested, inner: true);
        }
    }

    private void TakeInner(ShapeMarks mark, ref Utf8JsonReader reader)
    {
        InnerMarks |= mark;
        switch (mark)
        {
            case ShapeMarks.Id: InnerId = Text(ref reader); break;
            case ShapeMarks.AuditEventId: InnerAuditEventId = Text(ref reader); break;
            case ShapeMarks.EventDataId: InnerEventDataId = Text(ref reader); break;
            default: break;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.ValueSpan.Length <= MaxIdBytes ? Encoding.ASCII.GetString(reader.ValueSpan) : null;
        return reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= MaxIdBytes ? reader.GetString() : null;
    }
}

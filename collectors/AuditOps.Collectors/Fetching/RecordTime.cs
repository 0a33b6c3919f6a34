using System.Globalization;
using System.Text.Json;

namespace AuditOps.Collectors.Fetching;

/// <summary>Finds the time of a record in one of its own properties. Text without a zone is UTC (Management Activity API schema).</summary>
internal static class RecordTime
{
    private const int MaxText = 40;

    /// <returns>Null when the property is missing or is no time.</returns>
    public static DateTimeOffset? Of(ReadOnlySpan<byte> record, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = Import.Reading.ReadLimits.Depth });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isTime = reader.ValueTextEquals(property);
                reader.Read();
                if (!isTime) reader.Skip();
                else return reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxText ? Parse(reader.GetString()) : null;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The record is kept all the same; it just moves no window.
        }

        return null;
    }

    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}

using System.Text;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Makes a change of the directory fit into one event: cuts its longest values, and says which.</summary>
internal static class AuditSize
{
    /// <summary>A value is not cut below this: then objects at the end go instead.</summary>
    private const int ShortestCut = 256;

    public static DirectoryChanged Fit(DirectoryChanged change)
    {
        for (var limit = DirectoryChanged.MaxBytes / 2; Bytes(change) > DirectoryChanged.MaxBytes; limit /= 2)
        {
            change = limit >= ShortestCut ? WithValuesOf(change, limit) : WithFewerObjects(change);
        }

        return change;
    }

    private static int Bytes(DirectoryChanged change) => JsonSerializer.SerializeToUtf8Bytes(change, NhiJson.Default.DirectoryChanged).Length;

    private static DirectoryChanged WithValuesOf(DirectoryChanged change, int maxBytes)
    {
        var cut = new SortedSet<string>(change.Cut, StringComparer.Ordinal);
        return change with
        {
            Targets = [.. change.Targets.Select((target, number) => target with
            {
                Properties = [.. target.Properties.Select(property => property with
                {
                    OldValue = Shorter(property.OldValue, $"targets[{number}].{property.Name}.oldValue"),
                    NewValue = Shorter(property.NewValue, $"targets[{number}].{property.Name}.newValue"),
                })],
            })],
            Details = [.. change.Details.Select(detail => detail with { Value = Shorter(detail.Value, $"details.{detail.Name}") })],
            Cut = [.. cut],
        };

        string? Shorter(string? value, string path)
        {
            if (value is null || Encoding.UTF8.GetByteCount(value) <= maxBytes)
            {
                return value;
            }

            cut.Add(path);
            return Encoding.UTF8.GetString(JsonText.Cut(Encoding.UTF8.GetBytes(value), maxBytes));
        }
    }

    private static DirectoryChanged WithFewerObjects(DirectoryChanged change)
    {
        var (targets, properties) = (change.Targets.Count / 2, change.Targets.Count > 0 ? change.Targets[0].Properties.Count / 2 : 0);
        return change.Targets.Count > 1
            ? change with { Targets = [.. change.Targets.Take(targets)], Cut = [$"targets[{targets}..]"] }
            : change with
            {
                Targets = [.. change.Targets.Select(target => target with { Properties = [.. target.Properties.Take(properties)] })],
                Details = [.. change.Details.Take(change.Details.Count / 2)],
                Cut = [$"targets[0].properties[{properties}..]", $"details[{change.Details.Count / 2}..]"],
            };
    }
}

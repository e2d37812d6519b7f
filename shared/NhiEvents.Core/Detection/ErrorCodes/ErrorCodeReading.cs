using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace NhiEvents.Core.Detection;

/// <summary>One reading of a table: turns entries into codes and collects every fault on the way.</summary>
internal sealed partial class ErrorCodeReading(string name)
{
    private const int SchemaVersion = 1;

    private static readonly FrozenDictionary<string, ErrorClass> Classes =
        Enum.GetValues<ErrorClass>().ToFrozenDictionary(value => value.ToString().ToLowerInvariant());

    private readonly List<string> faults = [];

    public ErrorCodeTable Read(ErrorCodeFile file)
    {
        faults.AddRange(DataFile.HeadFaults(file.SchemaVersion, SchemaVersion, file.Version));
        var codes = new Dictionary<int, (ErrorCode Code, int Position)>();
        for (var position = 0; position < file.Codes.Count; position++)
        {
            if (file.Codes[position] is not { } entry)
            {
                faults.Add($"codes[{position}]: entry is null");
                continue;
            }

            var code = Read(entry, $"codes[{position}] ({entry.Code})");
            if (!codes.TryAdd(entry.Code, (code, position)))
            {
                faults.Add($"codes[{position}] ({entry.Code}): duplicate of codes[{codes[entry.Code].Position}]");
            }
        }

        return faults.Count == 0
            ? new ErrorCodeTable(file.Version, codes.Values.Select(found => found.Code))
            : throw DataFile.Faulty(name, faults);
    }

    private ErrorCode Read(ErrorCodeEntry entry, string where)
    {
        if (entry.Code <= 0)
        {
            faults.Add($"{where}: code must be greater than zero");
        }

        if (string.IsNullOrWhiteSpace(entry.Meaning))
        {
            faults.Add($"{where}: meaning is missing");
        }

        if (entry.Finding is { } finding && !FindingId().IsMatch(finding))
        {
            faults.Add($"{where}: finding '{finding}' is not of the form NHI000");
        }

        if (entry is { StrictMfa: true, Unanswerable: false })
        {
            faults.Add($"{where}: strictMfa without unanswerable");
        }

        foreach (var member in entry.Unread?.Keys ?? [])
        {
            faults.Add($"{where}: unknown member '{member}'");
        }

        var errorClass = ReadClass(entry.Class, where);
        if (errorClass is ErrorClass.Noise && entry.Finding is not null)
        {
            faults.Add($"{where}: noise raises no finding");
        }

        return new ErrorCode(entry.Code, errorClass ?? default, entry.Meaning ?? "")
        {
            Name = entry.Name,
            AlsoClass = [.. (entry.AlsoClass ?? []).Select(also => ReadClass(also, where)).OfType<ErrorClass>()],
            FindingOverride = entry.Finding,
            FirstFactorCorrect = entry.FirstFactorCorrect,
            Unanswerable = entry.Unanswerable,
            StrictMfa = entry.StrictMfa,
            OnlyWhenRepeated = entry.OnlyWhenRepeated,
            Sources = entry.Sources ?? [],
            SourcesDisagree = entry.SourcesDisagree,
            Note = entry.Note,
        };
    }

    private ErrorClass? ReadClass(string? text, string where)
    {
        if (text is not null && Classes.TryGetValue(text, out var known))
        {
            return known;
        }

        faults.Add(text is null ? $"{where}: class is missing" : $"{where}: class '{text}' is unknown");
        return null;
    }

    [GeneratedRegex(@"\ANHI[0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FindingId();
}

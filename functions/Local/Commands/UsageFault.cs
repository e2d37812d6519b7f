using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NhiEvents.Local.Commands;

/// <summary>What is wrong with a command line, in the words of whoever typed it.</summary>
internal static partial class UsageFault
{
    /// <summary>Null when it can be carried out.</summary>
    public static string? Of(ParseResult parsed, string[] args)
    {
        var faults = Empty(args) is { } empty ? [empty] : parsed.Errors.Select(error => Plain(error.Message)).ToList();
        return faults.Count == 0 ? null : $"{string.Join(" ", faults)} See: nhi {PathOf(parsed.CommandResult)}--help";
    }

    /// <summary>No value may be empty: nearly always it is a script's variable that nobody set.</summary>
    private static string? Empty(string[] args) => Array.FindIndex(args, string.IsNullOrWhiteSpace) is var at and >= 0
        ? $"{(at > 0 && args[at - 1].StartsWith('-') ? args[at - 1] : "An argument")} is empty; is a variable not set?"
        : null;

    /// <summary>The words of a command below <c>nhi</c>, each with a blank behind it.</summary>
    private static string PathOf(CommandResult command) => command.Parent is CommandResult above ? $"{PathOf(above)}{command.Command.Name} " : "";

    /// <summary>The library says which type of .NET it expected.</summary>
    private static string Plain(string message) =>
        WrongValue().Match(message) is { Success: true } wrong && Expected(wrong.Groups["type"].Value) is { } expected
            ? $"{wrong.Groups["of"].Value} takes {expected}, and '{wrong.Groups["value"].Value}' is none."
            : message;

    private static string? Expected(string type) =>
        type.Contains("Int32", StringComparison.Ordinal) ? $"a whole number up to {int.MaxValue}"
        : type.Contains("Int64", StringComparison.Ordinal) ? $"a whole number up to {long.MaxValue}"
        : type.Contains("Double", StringComparison.Ordinal) ? "a number"
        : type.Contains("DateOnly", StringComparison.Ordinal) ? "a day, such as 2026-03-02"
        : EnumOf(type[(type.IndexOf('[', StringComparison.Ordinal) + 1)..].TrimEnd(']')) is { } words ? $"one of {string.Join(", ", words.GetEnumNames().Select(JsonNamingPolicy.CamelCase.ConvertName))}"
        : null;

    private static Type? EnumOf(string name) => AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is { IsEnum: true });

    /// <summary>Guesses at what was meant may follow.</summary>
    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<of>.*)' as expected type '(?<type>[^']*)'\.")]
    private static partial Regex WrongValue();
}

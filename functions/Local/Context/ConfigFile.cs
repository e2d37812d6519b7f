using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using NhiEvents.Core.Identities;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Context;

/// <summary><c>--config FILE</c>: options, data files and settings in one JSON file. Paths are relative to the file.</summary>
internal sealed class ConfigFile
{
    private readonly Dictionary<string, List<string>> _options = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _folder;

    private ConfigFile(string folder) => _folder = folder;

    public static ConfigFile None { get; } = new("");

    /// <summary>The same settings as environment variables with the prefix NHI_.</summary>
    public IConfiguration Settings => new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();

    /// <summary>The same with one more setting.</summary>
    public ConfigFile With(string setting, string value)
    {
        var other = new ConfigFile(_folder);
        foreach (var (name, values) in _options)
        {
            other._options[name] = values;
        }

        foreach (var (name, set) in _settings)
        {
            other._settings[name] = set;
        }

        other._settings[setting] = value;
        return other;
    }

    public string? Option(string name) => _options.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A path, relative to the file that names it.</summary>
    public string? Path(string name) => Option(name) is { } path ? Full(path) : null;

    public IReadOnlyList<string> Paths(string name) => _options.TryGetValue(name, out var values) ? values.ConvertAll(Full) : [];

    /// <exception cref="HostRefusalException">The file cannot be read or has faults; all of them are named, with their line.</exception>
    public static ConfigFile Read(string path)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HostRefusalException($"--config: {fault.Message}");
        }

        var config = new ConfigFile(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        var faults = new List<InputFault>();
        try
        {
            config.Read(text.AsSpan(text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0), faults);
        }
        catch (JsonException broken)
        {
            faults.Add(new InputFault((int)(broken.LineNumber ?? 0) + 1, (int)(broken.BytePositionInLine ?? 0) + 1, "not JSON from here on"));
        }

        return faults.Count == 0 ? config : throw new HostRefusalException($"{path} has {faults.Count} fault(s):{string.Concat(faults.Select(fault => $"\n  - {fault}"))}");
    }

    private void Read(ReadOnlySpan<byte> text, List<InputFault> faults)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var path = new Stack<Opened>();
        var name = "";
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            faults.Add(new InputFault(1, 1, "an object is expected"));
            return;
        }

        while (reader.Read())
        {
            var place = At(text, reader.TokenStartIndex);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Push(new Opened(NameOf(), reader.TokenType is JsonTokenType.StartArray));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray when path.Count > 0:
                    path.Pop();
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.Null:
                    break;
                default:
                    var value = reader.TokenType is JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
                    Take([.. path.Reverse().Select(opened => opened.Name), NameOf()], value, place, faults);
                    break;
            }
        }

        string NameOf() => path.TryPeek(out var inner) && inner.IsList ? inner.Count++.ToString(CultureInfo.InvariantCulture) : name;
    }

    /// <param name="path">Names from the outside in; the place in a list is a name too.</param>
    private void Take(IReadOnlyList<string> path, string value, InputFault place, List<InputFault> faults)
    {
        var fault = ConfigNames.Fault(path, value);
        if (fault is not null)
        {
            faults.Add(place with { Text = fault });
        }
        else if (ConfigNames.IsOption(path[0]))
        {
            if (!_options.TryGetValue(path[0], out var values))
            {
                _options[path[0]] = values = [];
            }

            values.Add(value);
        }
        else
        {
            _settings[string.Join(':', path)] = value;
        }
    }

    private string Full(string path) => System.IO.Path.GetFullPath(path, _folder);

    /// <summary>An object or a list that the reader is in.</summary>
    private sealed record Opened(string Name, bool IsList)
    {
        /// <summary>Values of the list so far.</summary>
        public int Count { get; set; }
    }

    private static InputFault At(ReadOnlySpan<byte> text, long offset)
    {
        var before = text[..(int)offset];
        return new InputFault(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), "");
    }
}

using System.Text.Json;
using NhiEvents.Contracts.Events;
using Level = NhiEvents.Core.Events.RowPath.Level;

namespace NhiEvents.Core.Events;

/// <summary>Recognizes rows of users that show no automation, nearly all of a log, without making anything of them.</summary>
/// <remarks>
/// A row that it takes, the reader would have read, with the same tenant, user and time, and nobody would have found evidence in it. It is free to leave a row to the
/// reader, and does so with whatever is unusual. Every byte that it passes over is known to be JSON. Not for several threads.
/// </remarks>
public sealed class RowGlance
{
    /// <summary>In place of a length: the row is left to the reader.</summary>
    private const int Refused = 0;

    /// <summary>In place of a length: no row was like it so far.</summary>
    private const int Unknown = -1;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = SignInReader.MaxDepth, AllowMultipleValues = true };

    /// <summary>A reader behind a value of the row, and of the row's <c>properties</c>: where reading goes on when a list was passed over.</summary>
    private static readonly JsonReaderState[] Behind = [After("""{"a":"" """u8), After("""{"a":{"b":"" """u8)];

    private readonly Utf8Memo<bool> _isUsersLog = new(name =>
        LogCategories.SignIns.TryGetValue(Vocabulary.Fold(name)!, out var kind) && kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser);

    private readonly Utf8Memo<string?> _users;
    private readonly Utf8Memo<string> _tenants = new(id => id.ToLowerInvariant());
    private readonly Utf8Memo<bool> _names;
    private readonly Utf8Memo<bool> _userAgents;
    private readonly Utf8Memo<bool> _clients;
    private readonly Utf8Memo<bool> _apps;
    private readonly Utf8Memo<bool> _protocols;

    private readonly RowShapes _shapes = new();

    /// <summary>Policies lie in a list in <c>properties</c> in the row.</summary>
    private readonly KnownEntries _policies = new(SignInReader.MaxDepth - 3);

    /// <param name="showsAutomation">Whether a row shows automation; each of its members may show it, whatever the others say.</param>
    public RowGlance(Predicate<SignIn> showsAutomation)
    {
        var nothing = new SignIn("", "", "", SignInKind.NonInteractiveUser, default, "", 0, [], [], []);
        _users = new(id => id == SignInReader.NoObject || JsonText.IsNothing(id) || showsAutomation(nothing with { IdentityId = id.ToLowerInvariant() }) ? null : id.ToLowerInvariant());
        _names = new(text => showsAutomation(nothing with { UserPrincipalName = text }));
        _userAgents = new(text => showsAutomation(nothing with { UserAgent = text }));
        _clients = new(text => showsAutomation(nothing with { ClientAppUsed = text }));
        _apps = new(text => showsAutomation(nothing with { AppId = text }));
        _protocols = new(text => showsAutomation(nothing with { AuthenticationProtocol = Vocabulary.Spell(text) }));
    }

    /// <param name="text">Starts with the row.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out PlainRow row)
    {
        row = default;
        var seen = new Seen();
        if (!text.StartsWith("{"u8))
        {
            return false;
        }

        try
        {
            var length = Pass(text, ref seen);
            if (length == Unknown)
            {
                seen = new Seen();
                length = Learn(text, ref seen);
            }

            return length > 0 && Decide(length, seen, out row);
        }
        catch (JsonException)
        {
            return false; // the reader says what is wrong
        }
    }

    /// <summary>Passes over a row that is shaped as others were.</summary>
    /// <returns>Its length; <see cref="Refused"/> or <see cref="Unknown"/>.</returns>
    private int Pass(ReadOnlySpan<byte> text, ref Seen seen)
    {
        var place = 0;
        for (var step = _shapes.Start.Follow(text); step is not null; step = step.Follow(text[place..]))
        {
            place += step.Length;
            var rest = text[place..];
            switch (step.Next)
            {
                case NextValue.None:
                    return place;
                case NextValue.Policies when _policies.TryPass(rest[1..], out var entries):
                    place += 1 + entries;
                    break;
                case NextValue.Text when JsonScalar.TextLength(rest, out var escaped) is var length and >= 0:
                    if (!Take(step.Field, new Value(JsonTokenType.String, rest[..length], escaped), ref seen))
                    {
                        return Refused;
                    }

                    place += length + 1;
                    break;
                case NextValue.Word when JsonScalar.WordLength(rest, out var type) is var length and >= 0:
                    if (!Take(step.Field, new Value(type, rest[..length], false), ref seen))
                    {
                        return Refused;
                    }

                    place += length;
                    break;
                default:
                    return Unknown;
            }
        }

        return Unknown;
    }

    /// <summary>Reads a row, so that the next one like it is passed over.</summary>
    /// <returns>Its length, or <see cref="Refused"/>.</returns>
    private int Learn(ReadOnlySpan<byte> text, ref Seen seen)
    {
        var reader = new Utf8JsonReader(text, Options);
        var (path, before, step, field) = (new RowPath(), new RowPath(), _shapes.Start, Field.None);
        var (skipped, end) = (0, 0); // bytes before those that the reader was given, and before the end of the last value
        while (reader.Read())
        {
            var place = skipped + (int)reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    field = path.FieldOf(ref reader);
                    if (field is Field.AppliedPolicies && text[place..].StartsWith("["u8) && _policies.TryPass(text[(place + 1)..], out var entries))
                    {
                        step = _shapes.Learn(step, before, text[end..place], NextValue.Policies, field);
                        end = skipped = place + 1 + entries;
                        before = path;
                        reader = new Utf8JsonReader(text[skipped..], isFinalBlock: true, Behind[path.Innermost is Level.Row ? 0 : 1]);
                    }

                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (LevelOf(field, reader.TokenType, path.Innermost, ref seen) is not { } level || !path.TryEnter(level))
                    {
                        return Refused;
                    }

                    field = Field.None;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Leave();
                    if (path.IsEmpty)
                    {
                        _ = _shapes.Learn(step, before, text[end..place], NextValue.None, Field.None);
                        return place;
                    }

                    break;
                default:
                    var isText = reader.TokenType is JsonTokenType.String;
                    var start = skipped + (int)reader.TokenStartIndex + (isText ? 1 : 0);
                    step = _shapes.Learn(step, before, text[end..start], isText ? NextValue.Text : NextValue.Word, field);
                    if (!Take(field, new Value(reader.TokenType, reader.ValueSpan, reader.ValueIsEscaped), ref seen))
                    {
                        return Refused;
                    }

                    (before, end, field) = (path, place, Field.None);
                    break;
            }
        }

        return Refused;
    }

    /// <summary>What an object or list is; null to leave the row to the reader.</summary>
    private Level? LevelOf(Field field, JsonTokenType start, Level around, ref Seen seen) => (field, start, around) switch
    {
        (_, JsonTokenType.StartObject, Level.None) => Level.Row,
        (Field.Properties, JsonTokenType.StartObject, Level.Row) => Level.Properties,
        (Field.Status, JsonTokenType.StartObject, Level.Row or Level.Properties) => Level.Status,
        _ when Take(field, new Value(start, [], false), ref seen) => start is JsonTokenType.StartObject ? Level.Object : Level.List,
        _ => null,
    };

    private static JsonReaderState After(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, new JsonReaderState(Options));
        while (reader.Read())
        {
        }

        return reader.CurrentState;
    }

    private bool Decide(int length, in Seen seen, out PlainRow row)
    {
        row = default;
        var time = seen.Created.IsEmpty ? seen.Time : seen.Created;
        var tenant = seen.Tenant.IsEmpty ? seen.InnerTenant : seen.Tenant;
        if (length > SignInReader.MaxRecordBytes || seen.Category.IsEmpty || seen.User.IsEmpty || !seen.HasName || tenant.IsEmpty
            || !(seen.HasCode || IsCode(seen.Result)) || !SignInReader.TryReadTime(time, out var at) || _users.Of(seen.User) is not { } user)
        {
            return false;
        }

        row = new PlainRow(length, _tenants.Of(tenant), user, at);
        return true;
    }

    /// <summary>Takes what is asked for of a value; false to leave the row to the reader.</summary>
    private bool Take(Field field, in Value value, ref Seen seen)
    {
        switch (field)
        {
            case Field.Records or Field.Hits or Field.Value or Field.Tables or Field.Frame or Field.Properties or Field.Status or Field.OriginalTable or Field.OriginalTime:
                return false; // perhaps no row but a list of rows; or not the object that it should be
            case Field.Category:
                return value.TryTake(ref seen.Category) && (seen.Category.IsEmpty || _isUsersLog.Of(seen.Category));
            case Field.UserId:
                return value.TryTake(ref seen.User);
            case Field.UserPrincipalName:
                return Ask(_names, value, out seen.HasName);
            case Field.UserAgent:
                return Ask(_userAgents, value, out _);
            case Field.ClientAppUsed:
                return Ask(_clients, value, out _);
            case Field.AppId:
                return Ask(_apps, value, out _);
            case Field.AuthenticationProtocol:
                return Ask(_protocols, value, out _);
            case Field.TransferMethod:
                ReadOnlySpan<byte> method = default;
                return value.TryTake(ref method) && (method.IsEmpty || method.SequenceEqual("none"u8));
            case Field.CreatedDateTime:
                return value.TryTake(ref seen.Created);
            case Field.Time:
                return value.TryTake(ref seen.Time);
            case Field.TenantId:
                return value.TryTake(ref seen.Tenant);
            case Field.InnerTenantId:
                return value.TryTake(ref seen.InnerTenant);
            case Field.ResultType:
                return value.TryTake(ref seen.Result);
            case Field.ErrorCode:
                seen.HasCode = value.Type is JsonTokenType.Number && IsCode(value.Text);
                return seen.HasCode;
            default:
                return true;
        }
    }

    /// <summary>Digits alone, few enough for an error code.</summary>
    private static bool IsCode(ReadOnlySpan<byte> number) => number.Length is > 0 and < 10 && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool Ask(Utf8Memo<bool> memo, in Value value, out bool isThere)
    {
        ReadOnlySpan<byte> text = default;
        var taken = value.TryTake(ref text);
        isThere = !text.IsEmpty;
        return taken && (text.IsEmpty || !memo.Of(text));
    }

    /// <summary>A value of the row.</summary>
    /// <param name="text">Without quotes, as it is written; empty for an object or a list.</param>
    private readonly ref struct Value(JsonTokenType type, ReadOnlySpan<byte> text, bool isEscaped)
    {
        public JsonTokenType Type { get; } = type;

        public ReadOnlySpan<byte> Text { get; } = text;

        /// <summary>Takes a text as the reader would; false for one that it would have to unescape or cut.</summary>
        public bool TryTake(ref ReadOnlySpan<byte> slot)
        {
            if (Type is not (JsonTokenType.String or JsonTokenType.Number))
            {
                return Type is JsonTokenType.Null;
            }

            slot = Text.IsEmpty ? slot : Text;
            return !isEscaped && Text.Length <= JsonText.MaxBytes;
        }
    }

    /// <summary>What was seen of a row.</summary>
    private ref struct Seen
    {
        public ReadOnlySpan<byte> Category;
        public ReadOnlySpan<byte> User;
        public ReadOnlySpan<byte> Created;
        public ReadOnlySpan<byte> Time;
        public ReadOnlySpan<byte> Tenant;
        public ReadOnlySpan<byte> InnerTenant;
        public ReadOnlySpan<byte> Result;
        public bool HasName;
        public bool HasCode;
    }
}

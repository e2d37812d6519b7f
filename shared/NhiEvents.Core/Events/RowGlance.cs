using System.Text.Json;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Recognizes rows of users that show no automation, nearly all of a log, without making anything of them.</summary>
/// <remarks>
/// A row that it takes, the reader would have read, with the same tenant, user and time, and nobody would have found evidence in it. It is free to leave a row to the
/// reader, and does so with whatever is unusual. Every byte that it passes over is known to be JSON. Not for several threads.
/// </remarks>
public sealed class RowGlance
{
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

    /// <summary>Policies lie in a list in <c>properties</c> in the row.</summary>
    private readonly KnownEntries _policies = new(SignInReader.MaxDepth - 3);

    /// <param name="showsAutomation">Whether a row shows automation; each of its members may show it, whatever the others say.</param>
    public RowGlance(Predicate<SignIn> showsAutomation)
    {
        var nothing = new SignIn("", "", "", SignInKind.NonInteractiveUser, default, "", 0, [], [], []);
        _users = new(id => id == SignInReader.NoObject || showsAutomation(nothing with { IdentityId = id.ToLowerInvariant() }) ? null : id.ToLowerInvariant());
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
        try
        {
            var seen = new Seen { Reader = new Utf8JsonReader(text, Options), Text = text };
            return text.StartsWith("{"u8) && seen.Reader.Read() && seen.Reader.TokenType is JsonTokenType.StartObject && ReadMembers(ref seen, 0) && Decide(ref seen, out row);
        }
        catch (JsonException)
        {
            return false; // the reader says what is wrong
        }
    }

    private static JsonReaderState After(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, new JsonReaderState(Options));
        while (reader.Read())
        {
        }

        return reader.CurrentState;
    }

    private bool Decide(ref Seen seen, out PlainRow row)
    {
        row = default;
        var length = seen.Place;
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

    /// <summary>Reads all members of the object that the reader has entered; false to leave the row to the reader.</summary>
    private bool ReadMembers(ref Seen seen, int level)
    {
        var names = level == 0 ? FieldTables.Row : FieldTables.Event;
        while (seen.Reader.Read() && seen.Reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = names.Find(ref seen.Reader);
            if (field is Field.AppliedPolicies && TryPassPolicies(ref seen, level))
            {
                continue;
            }

            seen.Reader.Read();
            var goOn = field is Field.Properties ? level == 0 && seen.Reader.TokenType is JsonTokenType.StartObject && ReadMembers(ref seen, 1) : Read(field, ref seen);
            if (!goOn)
            {
                return false;
            }
        }

        return seen.Reader.TokenType is JsonTokenType.EndObject;
    }

    private bool TryPassPolicies(ref Seen seen, int level)
    {
        var start = seen.Place;
        if (!seen.Text[start..].StartsWith("["u8) || !_policies.TryPass(seen.Text[(start + 1)..], out var length))
        {
            return false;
        }

        seen.Passed = start + 1 + length;
        seen.Reader = new Utf8JsonReader(seen.Text[seen.Passed..], isFinalBlock: true, Behind[level]);
        return true;
    }

    private bool Read(Field field, ref Seen seen)
    {
        switch (field)
        {
            case Field.Records or Field.Value or Field.Tables:
                return false; // perhaps no row but a list of rows
            case Field.Category:
                return Take(ref seen, ref seen.Category) && (seen.Category.IsEmpty || _isUsersLog.Of(seen.Category));
            case Field.UserId:
                return Take(ref seen, ref seen.User);
            case Field.UserPrincipalName:
                return Ask(_names, ref seen, out seen.HasName);
            case Field.UserAgent:
                return Ask(_userAgents, ref seen, out _);
            case Field.ClientAppUsed:
                return Ask(_clients, ref seen, out _);
            case Field.AppId:
                return Ask(_apps, ref seen, out _);
            case Field.AuthenticationProtocol:
                return Ask(_protocols, ref seen, out _);
            case Field.TransferMethod:
                ReadOnlySpan<byte> method = default;
                return Take(ref seen, ref method) && (method.IsEmpty || method.SequenceEqual("none"u8));
            case Field.CreatedDateTime:
                return Take(ref seen, ref seen.Created);
            case Field.Time:
                return Take(ref seen, ref seen.Time);
            case Field.TenantId:
                return Take(ref seen, ref seen.Tenant);
            case Field.InnerTenantId:
                return Take(ref seen, ref seen.InnerTenant);
            case Field.ResultType:
                return Take(ref seen, ref seen.Result);
            case Field.Status:
                return ReadStatus(ref seen);
            case Field.ErrorCode:
                return false;
            default:
                seen.Reader.Skip();
                return true;
        }
    }

    private static bool ReadStatus(ref Seen seen)
    {
        if (seen.Reader.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        while (seen.Reader.Read() && seen.Reader.TokenType is JsonTokenType.PropertyName)
        {
            var isCode = JsonText.Is(ref seen.Reader, "errorCode"u8);
            seen.Reader.Read();
            if (isCode && !(seen.Reader.TokenType is JsonTokenType.Number && IsCode(seen.Reader.ValueSpan)))
            {
                return false;
            }

            seen.HasCode |= isCode;
            seen.Reader.Skip();
        }

        return true;
    }

    /// <summary>Digits alone, few enough for an error code.</summary>
    private static bool IsCode(ReadOnlySpan<byte> number) => number.Length is > 0 and < 10 && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool Ask(Utf8Memo<bool> memo, ref Seen seen, out bool isThere)
    {
        ReadOnlySpan<byte> text = default;
        var taken = Take(ref seen, ref text);
        isThere = !text.IsEmpty;
        return taken && (text.IsEmpty || !memo.Of(text));
    }

    /// <summary>Takes a text as the reader would; false for one that it would have to unescape or cut.</summary>
    private static bool Take(ref Seen seen, ref ReadOnlySpan<byte> slot)
    {
        if (seen.Reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return seen.Reader.TokenType is JsonTokenType.Null;
        }

        var text = seen.Reader.ValueSpan;
        slot = text.IsEmpty ? slot : text;
        return !seen.Reader.ValueIsEscaped && text.Length <= JsonText.MaxBytes;
    }

    /// <summary>The reader on its way, and what it has seen.</summary>
    private ref struct Seen
    {
        public ReadOnlySpan<byte> Text;

        /// <summary>Bytes before those that the reader was given.</summary>
        public int Passed;

        public Utf8JsonReader Reader;
        public ReadOnlySpan<byte> Category;
        public ReadOnlySpan<byte> User;
        public ReadOnlySpan<byte> Created;
        public ReadOnlySpan<byte> Time;
        public ReadOnlySpan<byte> Tenant;
        public ReadOnlySpan<byte> InnerTenant;
        public ReadOnlySpan<byte> Result;
        public bool HasName;
        public bool HasCode;

        public readonly int Place => Passed + (int)Reader.BytesConsumed;
    }
}

/// <summary>A row of a user that shows no automation.</summary>
/// <param name="Length">Bytes of the row.</param>
public readonly record struct PlainRow(int Length, string TenantId, string IdentityId, DateTimeOffset At);

using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace NhiEvents.Local.Commands;

/// <summary><c>--tables ADDRESS</c>: the apps' state on Azure instead of this machine's.</summary>
internal static class TablesOption
{
    /// <param name="with">What else the command needs then; empty for nothing.</param>
    public static Option<Uri?> Create(string with = "") => new("--tables")
    {
        Description = $"The apps' tables on Azure, such as https://youraccount.table.core.windows.net, instead of this machine{with}; signs in as az, azd or the environment does",
        HelpName = "ADDRESS",
        CustomParser = parsed =>
        {
            var text = parsed.Tokens[0].Value;
            if (IsHttps(text, out var address))
            {
                return address;
            }

            parsed.AddError($"--tables takes an https address (a token must not go out unprotected), and '{text}' is none.");
            return null;
        },
    };

    /// <summary>Whether a token may be sent to an address.</summary>
    public static bool IsHttps(string? text, [NotNullWhen(true)] out Uri? address) => Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttps;
}

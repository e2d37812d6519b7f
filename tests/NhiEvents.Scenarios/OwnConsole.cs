using System.Text;

namespace NhiEvents.Scenarios;

/// <summary>What the console is while commands run in this process: each command's lines go to its own text, all others to where they went before.</summary>
internal sealed class OwnConsole : TextWriter
{
    private static readonly OwnConsole Output = new(Console.Out);
    private static readonly OwnConsole Errors = new(Console.Error);

    private readonly AsyncLocal<TextWriter?> _own = new();
    private readonly TextWriter _before;

    static OwnConsole()
    {
        Console.SetOut(Output);
        Console.SetError(Errors);
    }

    private OwnConsole(TextWriter before) => _before = before;

    public override Encoding Encoding => _before.Encoding;

    private TextWriter Current => _own.Value ?? _before;

    /// <summary>Runs it with a console of its own; returns its exit code and what it printed.</summary>
    public static async Task<Ran> RunAsync(Func<Task<int>> command)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Output._own.Value = Synchronized(output);
        Errors._own.Value = Synchronized(errors);
        // Off this thread: the command may work for minutes before it waits for anything.
        var exitCode = await Task.Run(command);
        return new Ran(exitCode, output.ToString(), errors.ToString());
    }

    public override void Write(char value) => Current.Write(value);

    public override void Write(string? value) => Current.Write(value);

    public override void Write(ReadOnlySpan<char> buffer) => Current.Write(buffer);

    public override void Write(char[] buffer, int index, int count) => Current.Write(buffer, index, count);

    public override void Flush() => Current.Flush();
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sallyport.Server.Cli;

/// <summary>What a verb says when it is done: words for people, and the same as JSON for scripts.</summary>
internal abstract record Answer
{
    private Answer() { }

    /// <param name="Text">For people; may have several lines.</param>
    /// <param name="Json">An object whose properties scripts read.</param>
    public sealed record Done(string Text, object Json) : Answer
    {
        /// <summary>The exit code. Not 0 where the answer itself is the bad news.</summary>
        public int Code { get; init; }
    }

    /// <param name="Code">A snake_case word that scripts may compare.</param>
    /// <param name="Text">What to do about it.</param>
    public sealed record Refused(string Code, string Text) : Answer;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Read by programs and in terminals, never inside a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints it and answers the exit code: refusals go to standard error.</summary>
    public async Task<int> Print(Terminal terminal, bool asJson)
    {
        switch (this)
        {
            case Done done:
                await terminal.Out.WriteLineAsync(asJson ? JsonSerializer.Serialize(done.Json, Form) : done.Text);
                return done.Code;
            case Refused refused:
                var json = new { error = refused.Code, message = refused.Text };
                await terminal.Error.WriteLineAsync(asJson ? JsonSerializer.Serialize(json, Form) : refused.Text);
                return 1;
            default:
                throw new System.Diagnostics.UnreachableException("The family is closed.");
        }
    }
}

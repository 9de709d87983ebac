# Completes the words of runsheet, in Windows PowerShell 5.1 and in PowerShell 7. The words go to the
# program in a variable: 5.1 passes no empty argument on, and nothing that was typed is evaluated.
Register-ArgumentCompleter -Native -CommandName runsheet -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $open = $true
    $words = @(foreach ($element in $commandAst.CommandElements) {
        $at = $element.Extent
        if ($at.StartOffset -ge $cursorPosition) { break }
        $open = $at.EndOffset -ge $cursorPosition
        if ($open) {
            $at.Text.Substring(0, $cursorPosition - $at.StartOffset)
        } elseif ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $element.Value
        } else {
            $at.Text
        }
    })
    # A blank before the cursor: the word to complete is still empty.
    if (-not $open) { $words += '' }

    $program = $commandAst.GetCommandName()
    $before = [Console]::OutputEncoding
    try { [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false } catch { }
    $env:RUNSHEET_COMPLETE = 'powershell'
    $env:RUNSHEET_COMPLETE_WORDS = $words -join "`n"
    try {
        $offered = @(& $program '--')
    } finally {
        $env:RUNSHEET_COMPLETE = $null
        $env:RUNSHEET_COMPLETE_WORDS = $null
        try { [Console]::OutputEncoding = $before } catch { }
    }
    foreach ($line in $offered) {
        $word, $help = $line -split "`t", 2
        # PowerShell takes neither an empty word nor an empty help.
        if (-not $word) { continue }
        if (-not $help) { $help = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $help)
    }
}

// SPDX-License-Identifier: Apache-2.0
import { render } from 'preact';
import { startKeys } from './app/keys';
import { startRouter } from './app/router';
import { startSettings } from './app/settings';
import { App } from './app/shell';
import './styles/index.css';

startSettings();
startRouter();
startKeys();
const root = document.getElementById('app');
if (root) render(<App />, root);
